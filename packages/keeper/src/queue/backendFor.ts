import { createPostgresBackend, Queue, Worker, withBackend } from 'bullmq'
import { QueueUrlUnsupported } from '../errors.ts'
import { maskUrl } from './maskUrl.ts'
import type { JobData } from './types.ts'

const POOL_CONNECTIONS = 4
const postgres = withBackend(createPostgresBackend)

type AnyQueue = Pick<
  Queue<JobData>,
  'add' | 'getJob' | 'getJobState' | 'remove' | 'getJobCounts' | 'waitUntilReady' | 'close' | 'on'
>
type AnyWorker = Pick<Worker<JobData, string>, 'waitUntilReady' | 'close' | 'on' | 'run' | 'pause'>
type Processor = ConstructorParameters<typeof Worker<JobData, string>>[1]
type WorkerOptions = Omit<ConstructorParameters<typeof Worker<JobData, string>>[2] & object, 'connection'>

export interface Backend {
  queue(name: string): AnyQueue
  worker(name: string, process: Processor, options: WorkerOptions): AnyWorker
}

/** BullMQ on PostgreSQL or Redis, by the URL's scheme: the one place that knows which. */
export const backendFor = (url: string): Backend => {
  const scheme = URL.canParse(url) ? new URL(url).protocol : ''
  if (scheme === 'postgres:' || scheme === 'postgresql:') {
    const connection = { connectionString: url, migrate: true, max: POOL_CONNECTIONS }
    return {
      // The two backends' classes differ in private parts only.
      queue: (name) => new postgres.Queue<JobData>(name, { connection }) as unknown as AnyQueue,
      worker: (name, process, options) =>
        new postgres.Worker<JobData, string>(name, process as never, {
          ...options,
          connection,
        }) as unknown as AnyWorker,
    }
  }
  if (scheme === 'redis:' || scheme === 'rediss:') {
    const connection = { url, maxRetriesPerRequest: null }
    return {
      queue: (name) => new Queue<JobData>(name, { connection }),
      worker: (name, process, options) => new Worker<JobData, string>(name, process, { ...options, connection }),
    }
  }
  throw new QueueUrlUnsupported(maskUrl(url))
}
