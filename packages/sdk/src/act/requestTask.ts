import { type AssuranceLevel, optimisticVerifierAbi, type TraceMode } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { termsOf } from '../quote/termsOf.ts'
import { readAllowance } from '../read/readAllowance.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'
import { requestedTask } from '../task/requestedTask.ts'
import { signPermit } from './signPermit.ts'

export interface TaskRequest {
  readonly modelId: Hex
  readonly inputRoot: Hex
  readonly inputDigest: Hex
  /** The only account that may accept; default: any. */
  readonly provider?: Address
  /** Default: the deployment's payment token. */
  readonly token?: Address
  /** In the token's smallest unit. */
  readonly price: bigint
  /** In the stake token's smallest unit; at least `readMinimumLock`. */
  readonly lock: bigint
  readonly acceptSec: number
  readonly submitSec: number
  readonly windowSec: number
  /** Default: Exact. */
  readonly level?: AssuranceLevel
  /** Default: Eager. */
  readonly traceMode?: TraceMode
  /**
   * 64 bits; default: those that `id` gives, or random ones. Give the same again where the outcome of a request is not known: the chain takes a request once, under
   * the same dials, and refuses it then (TaskAlreadyRequested, with the id).
   */
  readonly nonce?: bigint
  /** Names the intent: the chain takes the same request once, and with a journal the same id never pays twice, whatever is asked. */
  readonly id?: string
}

/** Asks for one inference and puts its price in escrow; signs a permit where the allowance does not reach. */
export async function requestTask(assay: Assay, request: TaskRequest): Promise<Sent & { readonly taskId: Hex }> {
  const address = assay.contracts.optimisticVerifier
  const { id, price } = request
  const terms = termsOf(assay, request)
  const call = { address, abi: optimisticVerifierAbi, ...(id === undefined ? {} : { id }) } as const
  const send = async (): Promise<Sent> => {
    const allowance = await readAllowance(assay, terms.token, accountOf(assay).address, address)
    if (allowance >= price) return sendCall(assay, { ...call, functionName: 'requestTask', args: [terms] })
    const { deadline, v, r, s } = await signPermit(assay, { token: terms.token, spender: address, value: price })
    return sendCall(assay, { ...call, functionName: 'requestTaskWithPermit', args: [terms, deadline, v, r, s] })
  }
  const sent = await send()
  return { ...sent, taskId: requestedTask(assay, sent, id === undefined ? terms : undefined) }
}
