import type { Holders } from './createHolders.ts'

export interface Held<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  drop(key: string): void
  /** Weight of what is held, in bytes. */
  bytes(): number
}

/**
 * Values within a bound of memory: what was used least recently goes first, and what is larger than the bound is not held at all.
 * @param holders told of what is held, and of what no longer is
 */
export const createHeld = <Value>(
  maxBytes: number,
  weigh: (value: Value) => number,
  holders?: Holders<Value>,
): Held<Value> => {
  // a Map iterates in order of insertion, and a used entry is inserted again
  const held = new Map<string, { readonly value: Value; readonly weight: number }>()
  let total = 0
  const drop = (key: string) => {
    const entry = held.get(key)
    if (entry === undefined) return
    held.delete(key)
    total -= entry.weight
    holders?.letGo(entry.value)
  }
  return {
    get: (key) => {
      const entry = held.get(key)
      if (entry === undefined) return undefined
      held.delete(key)
      held.set(key, entry)
      return entry.value
    },
    set: (key, value) => {
      const weight = weigh(value)
      const fits = weight <= maxBytes
      // first: what is put again is not let go in between
      if (fits) holders?.hold(value)
      drop(key)
      if (!fits) return
      held.set(key, { value, weight })
      total += weight
      for (const oldest of held.keys()) {
        if (total <= maxBytes) break
        drop(oldest)
      }
    },
    drop,
    bytes: () => total,
  }
}
