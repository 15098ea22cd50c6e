import { AssayError } from '@assay/program'
import { DelayedError, UnrecoverableError } from 'bullmq'
import { withoutSecrets } from '../process/secrets.ts'
import { backendFor } from './backendFor.ts'
import { MARKER } from './MARKER.ts'
import type { JobContext, JobData, Outcome, QueueWorker, QueueWorkerOptions } from './types.ts'
import { untilReady } from './untilReady.ts'

const DEFAULT_BACKOFF_MS = 500
const DEFAULT_MAX_BACKOFF_MS = 30_000
const DEFAULT_GRACE_MS = 5_000
const CLOSE_TIMEOUT_MS = 2_000
/** A job found abandoned is given out again however often that happened: the processor may be run any number of times. */
const MAX_STALLED = 1_000_000

const within = (ms: number, work: Promise<unknown>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  return Promise.race([work.then(() => true), late]).finally(() => clearTimeout(timer))
}

/**
 * Runs `process` for the jobs of a queue, several at a time, at least once each. A failure is tried again with a growing wait
 * unless the error says that it is final (AssayError.retryable === false).
 * @throws QueueUnreachable
 */
export const createWorker = async <Data extends JobData>(
  name: string,
  process: (data: Data, job: JobContext) => Promise<Outcome>,
  options: QueueWorkerOptions,
): Promise<QueueWorker> => {
  const running = new Map<string, Promise<Outcome>>()
  let closing = false
  let lastError: unknown

  const worker = backendFor(options.url).worker(
    name,
    async (job, token) => {
      const context: JobContext = {
        id: job.id ?? '',
        attempt: job.attemptsMade + 1,
        hasten: async (priority) => {
          if (priority < job.priority) await job.changePriority({ priority })
        },
      }
      if (context.id === MARKER.id) return 'nothing: it is the marker'
      // Its lock ran out during a long computation, and this process works on it still: one run is enough.
      const earlier = running.get(context.id)
      // Payloads are written by this package's createQueue, with the same Data.
      const run = earlier ?? process(job.data as Data, context)
      if (earlier === undefined) running.set(context.id, run)
      let outcome: Outcome
      try {
        outcome = await run
      } catch (cause) {
        const error = cause instanceof Error ? cause : new AggregateError([cause], String(cause))
        const permanent = error instanceof AssayError && !error.retryable
        if (earlier === undefined)
          options.onFailed?.(context, error, permanent || context.attempt >= (job.opts.attempts ?? 1))
        // the queue keeps message and stack where others may read them
        error.message = withoutSecrets(error.message)
        error.stack = withoutSecrets(error.stack ?? '')
        throw permanent ? new UnrecoverableError(error.message) : error
      } finally {
        running.delete(context.id)
      }
      if (earlier === undefined) options.onDone?.(context, outcome)
      if (outcome.again === undefined) return outcome.did
      await job.moveToDelayed(Date.now() + outcome.again.afterMs, token ?? '')
      throw new DelayedError()
    },
    {
      autorun: false,
      concurrency: options.concurrency,
      lockDuration: options.lockMs,
      stalledInterval: Math.max(250, Math.floor(options.lockMs / 2)),
      maxStalledCount: MAX_STALLED,
      settings: {
        backoffStrategy: (made: number) =>
          Math.min(
            (options.backoffMs ?? DEFAULT_BACKOFF_MS) * 2 ** (made - 1),
            options.maxBackoffMs ?? DEFAULT_MAX_BACKOFF_MS,
          ),
      },
    },
  )
  worker.on('error', (error) => {
    lastError = error
    if (!closing) options.onError?.(error)
  })
  worker.on('completed', (job) => options.onAcknowledged?.(job.id ?? ''))
  await untilReady(worker, options, () => lastError)
  worker.run().catch((error) => {
    if (!closing) options.onError?.(error)
  })

  return {
    running: () => running.size,
    close: async (graceMs = DEFAULT_GRACE_MS) => {
      closing = true
      await worker.pause(true)
      await within(graceMs, Promise.allSettled(running.values()))
      // What still runs is abandoned: its lock runs out and another worker, or this one after its restart, takes it up.
      await within(CLOSE_TIMEOUT_MS, worker.close(running.size > 0))
    },
  }
}
