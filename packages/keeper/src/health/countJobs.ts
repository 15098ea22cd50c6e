export interface JobCounts {
  /** By state; empty when the queue did not say. */
  readonly counts: Readonly<Record<string, number>>
  /** Why it did not. */
  readonly trouble?: string
}

const TIMEOUT_MS = 2_000
/** Health may be asked for by anybody, often. */
const AGAIN_MS = 1_000

/** Asks a queue how long it is, at most once a second, and does not wait for one that is silent. */
export const countJobs = (ask: () => Promise<Readonly<Record<string, number>>>): (() => Promise<JobCounts>) => {
  let asked = Number.NEGATIVE_INFINITY
  let answer: Promise<JobCounts> = Promise.resolve({ counts: {} })
  const askNow = async (): Promise<JobCounts> => {
    let timer: NodeJS.Timeout | undefined
    const silent = new Promise<JobCounts>((resolve) => {
      timer = setTimeout(resolve, TIMEOUT_MS, { counts: {}, trouble: `no answer within ${TIMEOUT_MS / 1_000} s` })
    })
    const said = ask().then(
      (counts): JobCounts => ({ counts }),
      (error: unknown): JobCounts => ({ counts: {}, trouble: String(error) }),
    )
    return Promise.race([said, silent]).finally(() => clearTimeout(timer))
  }
  return () => {
    if (performance.now() - asked < AGAIN_MS) return answer
    asked = performance.now()
    answer = askNow()
    return answer
  }
}
