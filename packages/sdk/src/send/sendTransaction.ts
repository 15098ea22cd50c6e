import { type Hex, type LocalAccount, parseTransaction, type TransactionReceipt } from 'viem'
import type { Chain } from '../Assay.ts'
import { AccountMissing, NonceContested, TransactionReverted } from '../errors.ts'
import { type TransactionEvents, transactionEvents } from '../observe/transactionEvents.ts'
import { askNode } from '../read/askNode.ts'
import { broadcast } from './broadcast.ts'
import { currentFees } from './currentFees.ts'
import { follow } from './follow.ts'
import { laneOf } from './laneOf.ts'
import { raiseFees } from './raiseFees.ts'
import { sendNothing } from './sendNothing.ts'
import { signTransaction } from './signTransaction.ts'
import { simulate } from './simulate.ts'
import type { Broadcast, Sent, TransactionRequest } from './TransactionRequest.ts'

const MAX_ATTEMPTS = 3

/**
 * Sends one transaction and waits for it: simulates first, takes the next nonce, raises the fees while it is not mined, and
 * starts over if another transaction took its nonce. With an `id` and a journal, what was sent before a crash is found again.
 */
export async function sendTransaction(chain: Chain, request: TransactionRequest): Promise<Sent> {
  const events = transactionEvents(chain, request.label)
  try {
    return await trySending(chain, request, events)
  } catch (error) {
    events.givenUp(error)
    throw error
  }
}

async function trySending(chain: Chain, request: TransactionRequest, events: TransactionEvents): Promise<Sent> {
  const { account } = chain
  if (account === undefined) throw new AccountMissing()
  const lane = laneOf(chain, account.address)
  const remembered = await recall(chain, request)
  if (remembered !== undefined) {
    const outcome = await finish(chain, account, request, remembered, events)
    if (outcome !== 'nonce-taken') return settle(chain, account, request, outcome, events)
  }
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const [gas, fees] = await Promise.all([simulate(chain, account, request), currentFees(chain)])
    const sent = await lane.send(
      () => pendingCount(chain, account),
      (nonce) => broadcast(chain, account, { request, gas, fees }, nonce, lane),
    )
    try {
      events.sent()
      await chain.onSideEffect?.('send')
      const outcome = await finish(chain, account, request, sent, events)
      if (outcome !== 'nonce-taken') return await settle(chain, account, request, outcome, events)
    } finally {
      lane.done(sent.nonce)
    }
  }
  throw new NonceContested(request.label, account.address, MAX_ATTEMPTS)
}

/** A transaction of the same intent that an earlier run of this process signed; offered again, in case it never left. */
async function recall(chain: Chain, { id }: TransactionRequest): Promise<Broadcast | undefined> {
  if (id === undefined || chain.journal === undefined) return undefined
  const entry = await chain.journal.find(id)
  if (entry === undefined || entry.chainId !== chain.chainId) return undefined
  const last = entry.signed.at(-1)
  if (last === undefined) return undefined
  await chain.publicClient.sendRawTransaction({ serializedTransaction: last }).catch(() => undefined)
  return { nonce: entry.nonce, signed: entry.signed }
}

function finish(
  chain: Chain,
  account: LocalAccount,
  request: TransactionRequest,
  sent: Broadcast,
  events: TransactionEvents,
): Promise<TransactionReceipt | 'nonce-taken'> {
  let signed = sent.signed
  const replace = async (last: Hex): Promise<Hex | undefined> => {
    // the same call as before, whatever the caller would ask for now
    const {
      maxFeePerGas = 0n,
      maxPriorityFeePerGas = 0n,
      gas = 0n,
      to,
      data = '0x',
      value = 0n,
    } = parseTransaction(last)
    const fees = raiseFees({ maxFeePerGas, maxPriorityFeePerGas }, await currentFees(chain), chain.sending.maxFeePerGas)
    if (fees === undefined) return undefined
    const same = { label: request.label, data, value, ...(to ? { to } : {}) }
    const raised = await signTransaction(chain, account, { request: same, gas, fees }, sent.nonce)
    signed = [...signed, raised]
    events.replaced()
    if (request.id !== undefined) {
      await chain.journal?.record({ id: request.id, chainId: chain.chainId, nonce: sent.nonce, signed })
    }
    return raised
  }
  const fillGap = () =>
    laneOf(chain, account.address).fillBelow(
      sent.nonce,
      () => pendingCount(chain, account),
      (nonce) => sendNothing(chain, account, nonce),
    )
  const { replaceAfterMs } = chain.sending
  return follow(chain, sent, { label: request.label, account, replace, replaceAfterMs, fillGap })
}

function pendingCount(chain: Chain, { address }: LocalAccount): Promise<number> {
  return askNode(chain, (client) => client.getTransactionCount({ address, blockTag: 'pending' }))
}

async function settle(
  chain: Chain,
  account: LocalAccount,
  request: TransactionRequest,
  receipt: TransactionReceipt,
  events: TransactionEvents,
): Promise<Sent> {
  events.mined(receipt)
  const { blockNumber: block, blockHash: hash } = receipt
  // also a lower one: after a reorganisation the last is what counts
  chain.mined.latest = { block, hash }
  await chain.onSideEffect?.('mined')
  if (receipt.status === 'success') return { hash: receipt.transactionHash, receipt }
  // running it again on the state it met usually says why
  await simulate(chain, account, request)
  const { gas } = await askNode(chain, (client) => client.getTransaction({ hash: receipt.transactionHash }))
  throw new TransactionReverted(request.label, receipt.transactionHash, receipt.gasUsed, gas)
}
