import type { ChainObserver } from '@assay/sdk'
import { formatEther } from 'viem'
import type { Metrics } from './createMetrics.ts'

/** Counts what a worker asks of its nodes and sends to the chain. */
export const chainObserver = (
  metrics: Pick<Metrics, 'rpcCalls' | 'rpcDuration' | 'transactions' | 'gasUsed' | 'fees'>,
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
  },
})
