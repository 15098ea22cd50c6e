import { healthChecks } from '../../health/healthChecks.ts'
import { type MetricsTable, workerNames } from '../types.ts'

/** What a worker says of itself. */
export const workerRows = {
  info: {
    name: 'assay_worker_info',
    type: 'gauge',
    unit: 'one',
    labels: { account: 'at-start', chain_id: 'at-start' },
    workers: workerNames,
    help: 'always 1; its labels say who acts, and on which chain',
    initial: 1,
  },
  healthCheck: {
    name: 'assay_health_check_ok',
    type: 'gauge',
    unit: '1 or 0',
    labels: { check: healthChecks },
    workers: workerNames,
    help: '1 while a check of /health/ready passes, 0 while it fails; a worker without that check says 1',
    initial: 1,
  },
} as const satisfies MetricsTable
