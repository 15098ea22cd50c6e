import type { MetricsTable } from '../types.ts'

/** Serving results to strangers. */
export const serveRows = {
  connectionsOpen: {
    name: 'assay_connections_open',
    type: 'gauge',
    unit: 'connections',
    labels: {},
    workers: ['inference'],
    help: 'open connections where results are served; ASSAY_PROVIDER_CONNECTIONS is the limit',
  },
  connectionsEnded: {
    name: 'assay_connections_ended_total',
    type: 'counter',
    unit: 'connections',
    labels: { why: ['crowded', 'stalled', 'piled'] },
    workers: ['inference'],
    help: 'connections ended before their time; crowded: there were too many, of one address or in all; stalled: its answer was not read; piled: it asked on and on without waiting for answers',
  },
} as const satisfies MetricsTable
