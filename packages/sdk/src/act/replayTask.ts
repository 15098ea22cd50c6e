import { toHex } from '@assay/proof'
import { optimisticVerifierAbi } from '@assay/protocol'
import { type Hex, isAddressEqual, parseEventLogs } from 'viem'
import type { Assay } from '../Assay.ts'
import { eventOf } from '../send/eventOf.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

export interface ReplayVerdict extends Sent {
  readonly state: 'Final' | 'Refuted'
  /** Those of the honest run, as the chain computed them. */
  readonly outputRoot: Hex
  readonly nodesRoot: Hex
}

/**
 * Has the chain run a submitted task's whole program, and settles it at once: Final if the result is right, Refuted, with the account as
 * challenger, if it is wrong. Of programs that fit a transaction (`fitsReplay`).
 * @param trace `encodeReplay` of the honest run
 */
export async function replayTask(assay: Assay, taskId: Hex, trace: Uint8Array): Promise<ReplayVerdict> {
  const address = assay.contracts.optimisticVerifier
  const sent = await sendCall(assay, {
    address,
    abi: optimisticVerifierAbi,
    functionName: 'replayTask',
    args: [taskId, toHex(trace)],
  })
  const { outputRoot, nodesRoot } = eventOf(sent, address, optimisticVerifierAbi, 'TaskReplayed')
  const convictions = parseEventLogs({
    abi: optimisticVerifierAbi,
    eventName: 'FraudProven',
    logs: sent.receipt.logs.filter((log) => isAddressEqual(log.address, address)),
  })
  return { ...sent, state: convictions.length === 0 ? 'Final' : 'Refuted', outputRoot, nodesRoot }
}
