import { type AssuranceLevel, optimisticVerifierAbi, type TraceMode } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { termsOf } from '../quote/termsOf.ts'
import { readAllowance } from '../read/readAllowance.ts'
import { eventOf } from '../send/eventOf.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'
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
  /** Names the intent: with a journal, the same id never pays twice. */
  readonly id?: string
}

/** Asks for one inference and puts its price in escrow; signs a permit where the allowance does not reach. */
export async function requestTask(assay: Assay, request: TaskRequest): Promise<Sent & { readonly taskId: bigint }> {
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
  return { ...sent, taskId: eventOf(sent, address, optimisticVerifierAbi, 'TaskRequested').taskId }
}
