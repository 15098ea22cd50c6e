import { median } from './median.ts'

export type Way = () => Promise<unknown>

/** Milliseconds a call, one number per round. */
export type Timings<Name extends string> = Readonly<Record<Name, readonly number[]>>

/**
 * Times several ways to do a thing in turn, round after round, so that a change of the machine's speed meets all of them.
 * @param calls of each way in each round
 */
export const rounds = async <Name extends string>(
  ways: Readonly<Record<Name, Way>>,
  { count, calls, warmUp }: { readonly count: number; readonly calls: number; readonly warmUp: number },
): Promise<Timings<Name>> => {
  const names = Object.keys(ways) as Name[]
  const timings = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (const name of names) for (let i = 0; i < warmUp; i++) await ways[name]()
  for (let round = 0; round < count; round++) {
    for (const name of names) {
      const started = performance.now()
      for (let i = 0; i < calls; i++) await ways[name]()
      timings[name].push((performance.now() - started) / calls)
    }
  }
  return timings
}

/** Median of the rounds' ratios: both sides of each were measured within a second. */
export const ratioOf = (above: readonly number[], below: readonly number[]): number =>
  median(above.map((value, i) => value / (below[i] ?? Number.NaN)))
