export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export interface StageResult extends Tally {
  /** What its command printed. */
  readonly output: string
}

export const addTallies = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }),
    {
      passed: 0,
      failed: 0,
      skipped: 0,
    },
  )
