import type { ChainObserver } from '@assay/sdk'
import { formatEther } from 'viem'
import type { Metrics } from './createMetrics.ts'

/** What a mined call does to its task. */
const reaches = {
  acceptTask: 'Accepted',
  submitResult: 'Submitted',
  finaliseTask: 'Final',
  expireTask: 'Expired',
  cancelTask: 'Cancelled',
  proveFraud: 'Refuted',
  convictSilence: 'Refuted',
} as const

const isReaching = (call: string): call is keyof typeof reaches => Object.hasOwn(reaches, call)

/** Counts what a worker asks of its nodes and sends to the chain. */
export const chainObserver = (
  metrics: Pick<Metrics, 'rpcCalls' | 'rpcDuration' | 'transactions' | 'gasUsed' | 'fees' | 'tasksHandled'>,
): ChainObserver => ({
  onCall: ({ endpoint, method, outcome, seconds }) => {
    metrics.rpcCalls.inc({ endpoint, method, outcome })
    metrics.rpcDuration.observe(seconds, { endpoint, method })
  },
  onTransaction: (event) => {
    const call = event.label
    metrics.transactions.inc({ call, event: event.kind })
    if (event.kind !== 'mined' && event.kind !== 'reverted') return
    metrics.gasUsed.inc({ call }, Number(event.gasUsed))
    metrics.fees.inc({ call }, Number(formatEther(event.fee)))
    if (event.kind === 'mined' && isReaching(call)) metrics.tasksHandled.inc({ state: reaches[call] })
  },
})
