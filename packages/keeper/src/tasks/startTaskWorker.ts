import { AssayError } from '@assay/program'
import type { Logger } from 'pino'
import { fileCursor } from '../chain/fileCursor.ts'
import { type EventSource, followEvents } from '../chain/followEvents.ts'
import { type HealthReport, reportHealth } from '../process/reportHealth.ts'
import type { SideEffect } from '../process/SIDE_EFFECTS.ts'
import { createQueue } from '../queue/createQueue.ts'
import { createWorker } from '../queue/createWorker.ts'
import { queueName } from '../queue/queueName.ts'
import type { JobContext, Outcome } from '../queue/types.ts'
import type { commonSettings } from '../settings/commonSettings.ts'
import type { SettingsOf } from '../settings/types.ts'

type Settings = Pick<
  SettingsOf<typeof commonSettings>,
  'queueUrl' | 'dataDir' | 'confirmations' | 'pollMs' | 'rescanBlocks' | 'concurrency' | 'jobLockSec'
>

export interface TaskWorkerOptions<Event> {
  /** "inference", "watchtower", "settler". */
  readonly name: string
  readonly chain: { readonly chainId: number; readonly startBlock: bigint; readonly genesis: string }
  /** Who acts: machines of one account share its jobs. */
  readonly account: string
  readonly settings: Settings
  readonly log: Logger
  readonly source: EventSource<Event>
  /** The task that an event concerns; undefined: none of ours. */
  readonly taskOf: (event: Event) => bigint | undefined
  /** Reads the chain, decides, acts. May run twice, or stop at any line. */
  readonly process: (taskId: bigint, job: JobContext) => Promise<Outcome>
  readonly onSideEffect: (effect: SideEffect) => void
}

export interface TaskWorker {
  health(): Promise<HealthReport>
  /** Resolves when every event up to now has been put on the list. */
  readonly caughtUp: Promise<void>
  close(): Promise<void>
}

/** Time until a task that met an error which does not pass by itself is looked at again. */
const PUT_OFF_MS = 5_000
/** Failed looks in a row that make a worker unhealthy. */
const UNHEALTHY_FAILURES = 3
const jobId = (taskId: bigint) => `task-${taskId}`

/** What every worker is: events become jobs, one per task, and jobs are processed until the chain says that nothing is left to do. */
export const startTaskWorker = async <Event>(options: TaskWorkerOptions<Event>): Promise<TaskWorker> => {
  const { name, chain, account, settings, log } = options
  const scope = queueName(name, chain.chainId, chain.genesis, account)
  const stored = () => options.onSideEffect('stored')
  const onError = (error: Error) =>
    log.warn({ stage: 'queue', error }, 'the job queue is in trouble; it is tried again')
  // Something happened to these while they were being processed: what was read may be old.
  const touched = new Set<string>()

  // The chain says when a task is over, and then `process` returns. Until then no error is final: gas can be refilled, a manifest
  // stated again, a node catch up, and a task given up is a penalty paid or a lie left standing.
  const putOff = (job: string, error: unknown): Outcome => {
    if (!(error instanceof AssayError) || error.retryable) throw error
    log.error(
      { stage: 'job', job, error },
      `${job} cannot go on and is looked at again in ${PUT_OFF_MS / 1_000} s: ${error.message}`,
    )
    return { did: `put off: ${error.name}`, again: { afterMs: PUT_OFF_MS } }
  }

  const queue = await createQueue<{ taskId: string }>(scope, { url: settings.queueUrl, onStored: stored, onError })
  const worker = await createWorker<{ taskId: string }>(
    scope,
    async ({ taskId }, job) => {
      touched.delete(job.id)
      const outcome = await options.process(BigInt(taskId), job).catch((error: unknown) => putOff(job.id, error))
      return touched.has(job.id) ? { did: outcome.did, again: { afterMs: 0 } } : outcome
    },
    {
      url: settings.queueUrl,
      concurrency: settings.concurrency,
      lockMs: settings.jobLockSec * 1_000,
      onError,
      onAcknowledged: () => options.onSideEffect('acknowledged'),
      onDone: (job, outcome) =>
        log.debug({ stage: 'job', job: job.id, attempt: job.attempt, did: outcome.did }, outcome.did),
      onFailed: (job, error, final) =>
        log[final ? 'error' : 'warn'](
          { stage: 'job', job: job.id, attempt: job.attempt, error },
          final ? `gave ${job.id} up: ${error.message}` : `${job.id} failed and is tried again: ${error.message}`,
        ),
    },
  ).catch(async (error) => {
    await queue.close()
    throw error
  })

  let caughtUp = () => {}
  const follower = followEvents({
    source: options.source,
    cursor: fileCursor(`${settings.dataDir}/cursors/${scope}.json`, stored),
    startBlock: chain.startBlock,
    confirmations: settings.confirmations,
    pollMs: settings.pollMs,
    rescanBlocks: settings.rescanBlocks,
    onEvents: async (events) => {
      const tasks = new Set(events.map(options.taskOf).filter((taskId) => taskId !== undefined))
      for (const taskId of tasks) {
        touched.add(jobId(taskId))
        await queue.add(jobId(taskId), { taskId: taskId.toString() })
      }
    },
    onReset: (read, found) =>
      log.warn(
        { stage: 'follow', read: read.block, found: found?.hash ?? null },
        'the chain is not the one that was read: everything is read again. If it was started anew, deploy again (npm start)',
      ),
    onError: (error, failures) =>
      log.warn(
        { stage: 'follow', failures, error },
        failures < UNHEALTHY_FAILURES
          ? 'the node did not answer; it is asked again'
          : 'the node has not answered for some time: check that it runs and that ASSAY_RPC_URL is right',
      ),
    onCaughtUp: (block) => {
      log.info({ stage: 'follow', block: block.toString() }, 'has read the chain')
      caughtUp()
    },
  })

  const health = async (): Promise<HealthReport> => ({
    ok: follower.failures() < UNHEALTHY_FAILURES,
    block: follower.position()?.toString() ?? null,
    queue: await queue.counts(),
  })
  const reporter = reportHealth(log, health)
  return {
    health,
    caughtUp: new Promise((resolve) => {
      caughtUp = resolve
    }),
    close: async () => {
      reporter.close()
      await follower.close()
      await worker.close()
      await queue.close()
    },
  }
}
