import type { JobContext, Outcome } from '../queue/types.ts'

/** A job that ended here and whose end the queue has not confirmed for so long is as good as on the list: another run finds it. */
const ACKNOWLEDGED_WITHIN_MS = 2_000

type Process = (job: JobContext) => Promise<Outcome>

/** Which jobs are being processed here, and which of them have to look again. */
export interface RunWatch {
  /** Processes a job; if something happened to it after it looked at the chain for the last time, it goes on the list again. */
  run(job: JobContext, process: Process): Promise<Outcome>
  /**
   * Something happened that concerns a job.
   * @param priority how urgent that makes it
   * @returns whether a run of this process takes notice of it; otherwise it has to be put on the list, which takes it now
   */
  notices(id: string, priority?: number): Promise<boolean>
  /** The queue has been told that the job ended. */
  acknowledged(id: string): void
}

/**
 * A job that is on the list already is not put there twice, and so an event that comes while its task is processed would be lost
 * with the end of that job: what was read may be older than the event.
 */
export const createRunWatch = (acknowledgedWithinMs = ACKNOWLEDGED_WITHIN_MS): RunWatch => {
  const running = new Map<string, JobContext>()
  const touched = new Set<string>()
  /** Ended here; until the queue has heard of it, adding the job would change nothing. */
  const ending = new Map<string, { readonly gone: Promise<void>; readonly over: () => void }>()

  const end = (id: string) => {
    let over = () => {}
    const gone = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, acknowledgedWithinMs).unref()
      over = () => {
        clearTimeout(timer)
        resolve()
      }
    }).then(() => void ending.delete(id))
    ending.set(id, { gone, over })
  }

  return {
    run: async (job, process) => {
      ending.get(job.id)?.over()
      running.set(job.id, job)
      const looks = () => void touched.delete(job.id)
      looks()
      try {
        const outcome = await process({ ...job, looks })
        if (touched.has(job.id)) return { did: outcome.did, again: { afterMs: 0 } }
        if (outcome.again === undefined) end(job.id)
        return outcome
      } finally {
        touched.delete(job.id)
        running.delete(job.id)
      }
    },
    notices: async (id, priority = 0) => {
      await ending.get(id)?.gone
      const job = running.get(id)
      if (job === undefined) return false
      touched.add(id)
      await job.hasten?.(priority)
      return true
    },
    acknowledged: (id) => ending.get(id)?.over(),
  }
}
