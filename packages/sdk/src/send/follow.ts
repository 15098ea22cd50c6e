import { type Hex, keccak256, type LocalAccount, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem'
import type { Chain } from '../Assay.ts'
import { RpcUnreachable, TransactionTimedOut } from '../errors.ts'
import { askNode } from '../read/askNode.ts'
import type { Broadcast } from './TransactionRequest.ts'

const FIRST_POLL_MS = 25
/** What is mined in its time has a receipt before anybody asks what became of its nonce. */
const NONCE_ASKED_AFTER_MS = 500
/** A nonce that is missing below ours may be on its way, from this process or another one with the same key. */
const GAP_FILLED_AFTER_MS = 2000
/** A node behind a balancer may know the nonce as used before it knows the receipt. */
const NONCE_TAKEN_AFTER_MS = 2000

export interface FollowOptions {
  readonly label: string
  readonly account: LocalAccount
  /** Signs the same intent with higher fees; undefined at the ceiling. */
  readonly replace: (last: Hex) => Promise<Hex | undefined>
  /** Waits this long before a first replacement. */
  readonly replaceAfterMs: number
  /** Sends something with the nonce that is missing below the transaction's, if one is: nothing above it is ever mined. */
  readonly fillGap: () => Promise<void>
}

/**
 * Waits until one form of a transaction is deep enough in the chain, and keeps it alive until then: offers it to the node
 * again, with higher fees, when it is not mined, and when a reorganisation has dropped it; and sees that no nonce is missing before it.
 * Returns 'nonce-taken' when another transaction of the same account was mined in its place.
 */
export async function follow(
  chain: Chain,
  sent: Broadcast,
  options: FollowOptions,
): Promise<TransactionReceipt | 'nonce-taken'> {
  const { confirmations, pollMs, timeoutMs } = chain.sending
  const { account, label } = options
  const started = Date.now()
  let signed = [...sent.signed]
  let offered = started
  let takenSince: number | undefined
  let behindSince: number | undefined

  /** One look at the chain; undefined: look again later. */
  const look = async (): Promise<TransactionReceipt | 'nonce-taken' | undefined> => {
    const receipt = await receiptOf(chain, signed)
    if (receipt !== undefined) {
      takenSince = undefined
      const head = confirmations > 1 ? await askNode(chain, (client) => client.getBlockNumber()) : receipt.blockNumber
      return head - receipt.blockNumber + 1n >= BigInt(confirmations) ? receipt : undefined
    }
    const now = Date.now()
    if (now - started < NONCE_ASKED_AFTER_MS && now - offered < options.replaceAfterMs) return undefined
    const used = await askNode(chain, (client) => client.getTransactionCount({ address: account.address }))
    takenSince = used > sent.nonce ? (takenSince ?? Date.now()) : undefined
    if (takenSince !== undefined) return Date.now() - takenSince >= NONCE_TAKEN_AFTER_MS ? 'nonce-taken' : undefined
    behindSince = used < sent.nonce ? (behindSince ?? Date.now()) : undefined
    if (behindSince !== undefined && Date.now() - behindSince >= GAP_FILLED_AFTER_MS) {
      behindSince = undefined
      await options.fillGap()
    }
    if (Date.now() - offered < options.replaceAfterMs) return undefined
    const last = signed[signed.length - 1] as Hex
    // while others are before it, no fee makes it the next one
    const raised = used === sent.nonce ? await options.replace(last) : undefined
    if (raised !== undefined) signed = [...signed, raised]
    // at the ceiling the last form is offered again: the node may have dropped it
    await offer(chain, raised ?? last)
    offered = Date.now()
    return undefined
  }

  for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 1.5, pollMs)) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, pollMs)))
    const outcome = await look().catch((error: unknown) => {
      // the transaction is out: a node that is away for a while changes nothing
      if (error instanceof RpcUnreachable) return undefined
      throw error
    })
    if (outcome !== undefined) return outcome
    if (Date.now() - started >= timeoutMs) {
      const hashes = signed.map((form) => keccak256(form))
      throw new TransactionTimedOut(label, hashes, timeoutMs)
    }
  }
}

async function receiptOf(chain: Chain, signed: readonly Hex[]): Promise<TransactionReceipt | undefined> {
  for (const form of signed.toReversed()) {
    const receipt = await askNode(chain, (client) =>
      client.getTransactionReceipt({ hash: keccak256(form) }).catch((error: unknown) => {
        if (error instanceof TransactionReceiptNotFoundError) return undefined
        throw error
      }),
    )
    if (receipt !== undefined) return receipt
  }
  return undefined
}

/** Refusals do not matter here: the next look at the chain says what became of it. */
async function offer(chain: Chain, form: Hex): Promise<void> {
  await chain.publicClient.sendRawTransaction({ serializedTransaction: form }).catch(() => undefined)
}
