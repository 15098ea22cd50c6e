export interface Held<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  drop(key: string): void
  /** Weight of what is held, in bytes. */
  bytes(): number
}

/** Values within a bound of memory: what was used least recently goes first, and what is larger than the bound is not held at all. */
export const createHeld = <Value>(maxBytes: number, weigh: (value: Value) => number): Held<Value> => {
  // a Map iterates in order of insertion, and a used entry is inserted again
  const held = new Map<string, { readonly value: Value; readonly weight: number }>()
  let total = 0
  const drop = (key: string) => {
    total -= held.get(key)?.weight ?? 0
    held.delete(key)
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
      drop(key)
      const weight = weigh(value)
      if (weight > maxBytes) return
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
