/** A repeatable source of numbers for tests and vectors (mulberry32). */
export interface SeededRandom {
  /** a whole number from `min` to `max`, both included */
  int(min: number, max: number): number
  pick<T>(items: readonly T[]): T
  bytes(length: number): Uint8Array
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  const int = (min: number, max: number): number => min + (word() % (max - min + 1))
  return {
    int,
    pick: (items) => items[int(0, items.length - 1)]!,
    bytes: (length) => Uint8Array.from({ length }, () => int(0, 255)),
  }
}
