import type { MetricsTable } from '../types.ts'

/** The watchers are watched. */
export const canaryRows = {
  canaryWrongResults: {
    name: 'assay_canary_wrong_results_total',
    type: 'counter',
    unit: 'results',
    labels: {},
    workers: ['canary'],
    help: 'deliberately wrong results posted from its own stake',
  },
  canaryConvictions: {
    name: 'assay_canary_convictions_total',
    type: 'counter',
    unit: 'convictions',
    labels: { by: ['others', 'itself'] },
    workers: ['canary'],
    help: 'its wrong results that were refuted; itself: nobody else did in time',
  },
  canaryConvictionDuration: {
    name: 'assay_canary_conviction_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    workers: ['canary'],
    help: 'time from posting a wrong result to its refutation by others',
    buckets: [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200],
  },
  canaryAlarm: {
    name: 'assay_canary_alarm',
    type: 'gauge',
    unit: '1 or 0',
    labels: {},
    workers: ['canary'],
    help: '1 while a wrong result stands that nobody has refuted although most of its window is over',
  },
} as const satisfies MetricsTable
