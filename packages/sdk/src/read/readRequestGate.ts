import { requestGateAbi } from '@assay/protocol'
import { type Address, zeroAddress } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'
import { readHead } from './readHead.ts'

/** The guardian's brake on new tasks. Times are seconds since 1970. */
export interface RequestGateView {
  /** Absent: there is none. */
  readonly guardian?: Address
  /** The stop in force; absent: new tasks are admitted. */
  readonly stop?: { readonly until: bigint; readonly reason: string }
  /** The guardian's next stop may begin from here on. */
  readonly nextStopAt: bigint
}

export async function readRequestGate(assay: Assay): Promise<RequestGateView> {
  const gate = { address: assay.contracts.requestGate, abi: requestGateAbi } as const
  const [guardian, until, nextStopAt, reason, head] = await Promise.all([
    readCall(assay, { ...gate, functionName: 'guardian' }),
    readCall(assay, { ...gate, functionName: 'stoppedUntil' }),
    readCall(assay, { ...gate, functionName: 'nextStopAt' }),
    readCall(assay, { ...gate, functionName: 'stopReason' }),
    readHead(assay),
  ])
  return {
    nextStopAt,
    ...(guardian === zeroAddress ? {} : { guardian }),
    ...(head.timestamp < until ? { stop: { until, reason } } : {}),
  }
}
