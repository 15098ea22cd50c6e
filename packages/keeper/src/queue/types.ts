/** Where a queue lives, and how long a silent worker keeps a job. */
export interface QueueOptions {
  /** postgres://, postgresql://, redis:// or rediss:// */
  readonly url: string
  /** Default 10 s. */
  readonly connectTimeoutMs?: number
}

/** Ids only: a job says what to look at, never what is true. */
export type JobData = Readonly<Record<string, string>>

export interface TaskQueue<Data extends JobData> {
  readonly name: string
  /**
   * Puts a job on the list; a job of that id which waits or runs already is left as it is (one that waits for its time
   * runs at once when it is added without delay, one of less urgency takes the greater), one that ended is replaced.
   * @param options.delayMs time before it runs
   * @param options.priority 0, the default, goes first; among equals the oldest
   */
  add(id: string, data: Data, options?: { readonly delayMs?: number; readonly priority?: number }): Promise<void>
  counts(): Promise<Readonly<Record<string, number>>>
  /**
   * Whether the database lost what it held since this was asked last, by this or another process: a Redis that keeps nothing on
   * disk and was restarted, a database that was restored or emptied.
   */
  lost(): Promise<boolean>
  close(): Promise<void>
}

/** What a processor says it did. `again` puts the job back on the list for later, without counting as a failure. */
export interface Outcome {
  readonly did: string
  readonly again?: { readonly afterMs: number }
}

export interface JobContext {
  readonly id: string
  /** 1 at the first try. */
  readonly attempt: number
  /** Call it before the chain is read again: what happened until then needs no other look. */
  readonly looks?: () => void
  /** It became more urgent while it runs: should it go back on the list, it goes before what is less so. */
  readonly hasten?: (priority: number) => Promise<void>
}

export interface QueueWorkerOptions extends QueueOptions {
  readonly concurrency: number
  /** A job whose worker has not been heard of for as long goes to another. */
  readonly lockMs: number
  /** First wait between tries; it doubles up to `maxBackoffMs`. Default 500 and 30,000. */
  readonly backoffMs?: number
  readonly maxBackoffMs?: number
  readonly onDone?: (job: JobContext, outcome: Outcome) => void
  /** The queue has been told that the job ended. */
  readonly onAcknowledged?: (id: string) => void
  readonly onFailed?: (job: JobContext, error: Error, final: boolean) => void
  /** The connection's errors, which it recovers from by itself. */
  readonly onError?: (error: Error) => void
}

export interface QueueWorker {
  /** Takes no more jobs, waits up to `graceMs` for those that run, then leaves them to be picked up again. */
  close(graceMs?: number): Promise<void>
  running(): number
}
