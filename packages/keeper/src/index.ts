export { awaitOwnTransactions } from './chain/awaitOwnTransactions.ts'
export { chainTime } from './chain/chainTime.ts'
export { contractEvents } from './chain/contractEvents.ts'
export { fileCursor } from './chain/fileCursor.ts'
export { type EventSource, type Follower, type FollowOptions, followEvents } from './chain/followEvents.ts'
export type { Cursor, Position } from './chain/types.ts'
export * from './errors.ts'
export type { HealthCheck, HealthReport } from './health/HealthReport.ts'
export { type HealthCheckName, healthChecks } from './health/healthChecks.ts'
export * from './keys/index.ts'
export { createMetrics, type Metrics } from './metrics/createMetrics.ts'
export { createTaskBook, type TaskBook } from './metrics/createTaskBook.ts'
export { type MeteredStore, meteredStore } from './metrics/meteredStore.ts'
export { runObserver } from './metrics/runObserver.ts'
export { metricsTable } from './metrics/table.ts'
export { type LabelValues, type MetricRow, type WorkerName, workerNames } from './metrics/types.ts'
export { type Cache, type CacheOptions, createCache } from './process/createCache.ts'
export { createFaultPoints } from './process/createFaultPoints.ts'
export { createLogger } from './process/createLogger.ts'
export { isMain } from './process/isMain.ts'
export { type LogStage, logStages } from './process/logStages.ts'
export { reportHealth } from './process/reportHealth.ts'
export { type Closable, runProcess } from './process/runProcess.ts'
export { SIDE_EFFECTS, type SideEffect } from './process/SIDE_EFFECTS.ts'
export { hideSecret } from './process/secrets.ts'
export { type CreateQueueOptions, createQueue } from './queue/createQueue.ts'
export { createWorker } from './queue/createWorker.ts'
export { maskUrl } from './queue/maskUrl.ts'
export { queueName } from './queue/queueName.ts'
export type {
  JobContext,
  JobData,
  Outcome,
  QueueOptions,
  QueueWorker,
  QueueWorkerOptions,
  TaskQueue,
} from './queue/types.ts'
export * from './settings/index.ts'
export { connectWorker } from './tasks/connectWorker.ts'
export { startTaskWorker, type TaskWorker, type TaskWorkerOptions } from './tasks/startTaskWorker.ts'
