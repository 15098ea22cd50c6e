import { median } from './median.ts'

export type Way = () => Promise<unknown>

/** Milliseconds a call, one number per round: as they passed, and as the process's threads worked. */
export interface Timings<Name extends string> {
  readonly wall: Readonly<Record<Name, readonly number[]>>
  readonly processor: Readonly<Record<Name, readonly number[]>>
}

/**
 * Times several ways to do a thing in turn, round after round, so that a change of the machine's speed meets all of them.
 * @param calls of each way in each round
 */
export const rounds = async <Name extends string>(
  ways: Readonly<Record<Name, Way>>,
  { count, calls, warmUp }: { readonly count: number; readonly calls: number; readonly warmUp: number },
): Promise<Timings<Name>> => {
  const names = Object.keys(ways) as Name[]
  const none = () => Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  const [wall, processor] = [none(), none()]
  for (const name of names) for (let i = 0; i < warmUp; i++) await ways[name]()
  for (let round = 0; round < count; round++) {
    for (const name of names) {
      const before = process.cpuUsage()
      const started = performance.now()
      for (let i = 0; i < calls; i++) await ways[name]()
      wall[name].push((performance.now() - started) / calls)
      const { user, system } = process.cpuUsage(before)
      processor[name].push((user + system) / 1000 / calls)
    }
  }
  return { wall, processor }
}

/** Median of the rounds' ratios: both sides of each were measured within a second. */
export const ratioOf = (above: readonly number[], below: readonly number[]): number =>
  median(above.map((value, i) => value / (below[i] ?? Number.NaN)))
