import type { RunObserver } from '../tasks/createRunner.ts'
import type { Metrics } from './createMetrics.ts'

/** Measures loading models, executing them and committing to what they computed. */
export const runObserver = (
  metrics: Pick<
    Metrics<'inference' | 'watchtower' | 'canary'>,
    'inferenceDuration' | 'traceHashDuration' | 'traceBytes' | 'modelLoadDuration'
  >,
): RunObserver => ({
  onLoad: (seconds) => metrics.modelLoadDuration.observe(seconds),
  onRun: ({ inferenceSeconds, hashSeconds, bytes }) => {
    metrics.inferenceDuration.observe(inferenceSeconds)
    metrics.traceHashDuration.observe(hashSeconds)
    metrics.traceBytes.inc(bytes)
  },
})
