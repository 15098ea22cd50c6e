import type { TraceCommitment } from '@assay/proof'
import { toHex as bytesToHex } from '@assay/proof'
import { optimisticVerifierAbi } from '@assay/protocol'
import { approve, taskIdOf } from '@assay/sdk'
import { type Address, encodeFunctionData, type Hex, maxUint256, toHex, zeroHash } from 'viem'
import type { Actor, LocalChain } from '../support/localChain.ts'
import { sendBatch } from './sendBatch.ts'

/** A dollar. */
export const PRICE = 1_000_000n

/** The node reads no larger requests than 2 MiB. */
const AT_A_TIME = 400
const FEE = toHex(1_000_000_000_000n)
const GAS = { request: 700_000n, answer: 600_000n }

/** Tells requests of the same input apart. */
let nonce = 1n

interface SentCall {
  readonly from: Address
  readonly to: Address
  readonly data: Hex
  readonly gas: bigint
}

export interface SubmitTerms {
  readonly modelId: Hex
  readonly lock: bigint
  readonly provider: Actor
}

/**
 * Has the client request one task for each trace, and the provider accept it and submit the trace's roots. Real transactions
 * on the real contracts, sent in bulk: hundreds of tasks in seconds.
 * @returns the tasks' ids, in the order of the traces
 */
export async function submitResults(
  local: LocalChain,
  traces: readonly Pick<TraceCommitment, 'inputRoot' | 'outputRoot' | 'nodesRoot'>[],
  { modelId, lock, provider }: SubmitTerms,
): Promise<Hex[]> {
  const client = await local.as('client')
  const { optimisticVerifier, paymentToken } = local.deployment.contracts
  if (paymentToken === undefined) throw new TypeError('the local deployment names a payment token')
  await local.dollars('client', PRICE * BigInt(traces.length))
  await approve(client, paymentToken, optimisticVerifier, maxUint256)
  const dials = await client.publicClient.readContract({
    address: optimisticVerifier,
    abi: optimisticVerifierAbi,
    functionName: 'dials',
  })
  const shared = {
    ...{ modelId, lock, token: paymentToken, provider: local.addressOf(provider), inputDigest: zeroHash },
    ...{ acceptSec: 3600, submitSec: 3600, windowSec: 86_400, level: 0, traceMode: 0, price: PRICE },
  }
  const abi = optimisticVerifierAbi
  const asked = traces.map(({ inputRoot }) => ({ ...shared, inputRoot: bytesToHex(inputRoot), nonce: nonce++ }))
  const requests = asked.map((terms) => encodeFunctionData({ abi, functionName: 'requestTask', args: [terms] }))
  const who = { chainId: client.chainId, verifier: optimisticVerifier, client: local.addressOf('client') }
  const taskIds = asked.map((terms) => taskIdOf({ ...who, terms, dials }))
  const answers = traces.flatMap(({ outputRoot, nodesRoot }, i) => {
    const taskId = taskIds[i]!
    const roots = [bytesToHex(outputRoot), bytesToHex(nodesRoot)] as const
    return [
      encodeFunctionData({ abi, functionName: 'acceptTask', args: [taskId, local.addressOf(provider)] }),
      encodeFunctionData({ abi, functionName: 'submitResult', args: [taskId, ...roots, '0x'] }),
    ]
  })
  const sent = (actor: Actor, data: readonly Hex[], gas: bigint): SentCall[] =>
    data.map((one) => ({ from: local.addressOf(actor), to: optimisticVerifier, data: one, gas }))
  await sendAll(local, sent('client', requests, GAS.request))
  await sendAll(local, sent(provider, answers, GAS.answer))
  return taskIds
}

/**
 * Calls to the verifier, mined in this order. anvil holds the keys of its accounts. It mines nothing while it is handed
 * transactions: one that comes in just as its predecessor is mined waits in anvil's pool for ever.
 */
async function sendAll({ chain }: LocalChain, calls: readonly SentCall[]): Promise<void> {
  const nonces = new Map<Address, number>()
  for (const { from } of calls) if (!nonces.has(from)) nonces.set(from, await countOf(chain, from))
  await chain.rpc('evm_setAutomine', [false])
  try {
    for (let at = 0; at < calls.length; at += AT_A_TIME) {
      const answers = await sendBatch(
        chain.rpcUrl,
        calls.slice(at, at + AT_A_TIME).map(({ from, to, data, gas }) => {
          const nonce = nonces.get(from)!
          nonces.set(from, nonce + 1)
          const numbers = { gas: toHex(gas), nonce: toHex(nonce), maxFeePerGas: FEE, maxPriorityFeePerGas: '0x1' }
          return { method: 'eth_sendTransaction', params: [{ from, to, data, ...numbers }] }
        }),
      )
      const refused = answers.find(({ error }) => error !== undefined)
      if (refused !== undefined) throw new TypeError(`the node refused a transaction: ${refused.error?.message}`)
    }
    for (const [from, end] of nonces) {
      for (let mined = await countOf(chain, from); mined < end; ) {
        await chain.mine()
        const now = await countOf(chain, from)
        if (now === mined) throw new TypeError(`the node mines no more of ${from}'s transactions: ${now} of ${end}`)
        mined = now
      }
    }
  } finally {
    await chain.rpc('evm_setAutomine', [true])
  }
}

const countOf = async (chain: LocalChain['chain'], account: Address): Promise<number> =>
  Number(await chain.rpc('eth_getTransactionCount', [account, 'latest']))
