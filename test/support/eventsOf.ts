import { optimisticVerifierAbi } from '@assay/protocol'
import { type Assay, readLogs } from '@assay/sdk'
import type { Hex } from 'viem'

const NAMES = ['TaskAccepted', 'ResultSubmitted', 'TaskFinalised', 'FraudProven'] as const

/** How often each event of a task is on chain. */
export const eventsOf = async (assay: Assay, taskId: Hex): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const eventName of NAMES) {
    const query = { address: assay.contracts.optimisticVerifier, abi: optimisticVerifierAbi, eventName }
    counts[eventName] = (await readLogs(assay, { ...query, args: { taskId } })).length
  }
  return counts
}

/** What an honest task leaves behind. */
export const servedOnce = { TaskAccepted: 1, ResultSubmitted: 1, TaskFinalised: 1, FraudProven: 0 }
/** What a lie leaves behind. */
export const convictedOnce = { TaskAccepted: 1, ResultSubmitted: 1, TaskFinalised: 0, FraudProven: 1 }
