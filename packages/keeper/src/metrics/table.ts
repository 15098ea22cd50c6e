import { canaryRows } from './rows/canaryRows.ts'
import { chainRows } from './rows/chainRows.ts'
import { checkRows } from './rows/checkRows.ts'
import { deliveryRows } from './rows/deliveryRows.ts'
import { moneyRows } from './rows/moneyRows.ts'
import { processRows } from './rows/processRows.ts'
import { runRows } from './rows/runRows.ts'
import { serveRows } from './rows/serveRows.ts'
import { taskRows } from './rows/taskRows.ts'
import { workerRows } from './rows/workerRows.ts'
import type { MetricsTable } from './types.ts'

/**
 * Every metric of every worker: what registers them, what docs/metrics.md is made from, and what dashboard and alerts may ask for.
 * A label's values are few and known: never a task, a transaction or a stranger's address.
 */
export const metricsTable = {
  ...workerRows,
  ...chainRows,
  ...taskRows,
  ...moneyRows,
  ...runRows,
  ...serveRows,
  ...checkRows,
  ...deliveryRows,
  ...canaryRows,
  ...processRows,
} as const satisfies MetricsTable
