import type { Job } from 'bullmq'
import { backendFor } from './backendFor.ts'
import { checkJobId } from './checkJobId.ts'
import { MARKER } from './MARKER.ts'
import type { JobData, QueueOptions, TaskQueue } from './types.ts'
import { untilReady } from './untilReady.ts'

/** A passing failure is tried again for as long as the chain leaves something to do, which the processor sees each time. */
const DEFAULT_ATTEMPTS = 1_000_000

export interface CreateQueueOptions extends QueueOptions {
  /** Tries of a job before it is given up until the next scan. */
  readonly attempts?: number
  /** A side effect outside the chain has been made durable (see fault points). */
  readonly onStored?: () => void
  readonly onError?: (error: Error) => void
}

/** A job that waits takes the greater urgency of the two, and runs at once if it need not wait for its time. */
const hasten = async (job: Job<JobData> | undefined, atOnce: boolean, priority: number): Promise<void> => {
  if (job !== undefined && priority < job.priority) await job.changePriority({ priority })
  if (atOnce) await job?.promote()
}

/**
 * Opens a queue, on PostgreSQL or Redis by the URL's scheme.
 *
 * Ended jobs are not kept: the chain knows what was done, the logs know what failed, and a kept job would stop a later scan
 * from adding its id again.
 * @throws QueueUnreachable
 */
export const createQueue = async <Data extends JobData>(
  name: string,
  options: CreateQueueOptions,
): Promise<TaskQueue<Data>> => {
  const queue = backendFor(options.url).queue(name)
  let lastError: unknown
  queue.on('error', (error) => {
    lastError = error
    options.onError?.(error)
  })
  await untilReady(queue, options, () => lastError)
  const mark = () => queue.add(name, {}, { jobId: MARKER.id, delay: MARKER.delayMs, removeOnComplete: true })
  await mark()

  return {
    name,
    add: async (id, data, { delayMs = 0, priority = 0 } = {}) => {
      const state = await queue.getJobState(checkJobId(id))
      // Left by another version, or by a worker killed between ending a job and forgetting it.
      if (state === 'completed' || state === 'failed') await queue.remove(id).catch(() => undefined)
      else if (state === 'prioritized' || state === 'delayed') {
        // Another process may have promoted or taken it since: then it runs anyway. Where the database is away, `add` says so.
        await hasten(await queue.getJob(id), state === 'delayed' && delayMs <= 0, priority).catch(() => undefined)
      }
      // Also where it is there, which changes nothing: it may have ended since.
      await queue.add(name, data, {
        jobId: id,
        removeOnComplete: true,
        removeOnFail: true,
        attempts: options.attempts ?? DEFAULT_ATTEMPTS,
        // The worker's own strategy.
        backoff: { type: 'custom' },
        ...(priority > 0 ? { priority } : {}),
        ...(delayMs > 0 ? { delay: Math.ceil(delayMs) } : {}),
      })
      options.onStored?.()
    },
    counts: async () => {
      const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed', 'completed')
      const { waiting = 0, prioritized = 0, delayed = 0, ...others } = counts
      return { ...others, waiting: waiting + prioritized, delayed: Math.max(0, delayed - 1) }
    },
    lost: async () => {
      if ((await queue.getJob(MARKER.id)) !== undefined) return false
      await mark()
      return true
    },
    close: () => queue.close(),
  }
}
