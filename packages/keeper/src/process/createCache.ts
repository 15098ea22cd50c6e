export interface Cache<Value> {
  /** The value of a key, loaded once however many ask at the same time; a failed load is forgotten. */
  get(key: string): Promise<Value>
  /** Weight of what is held. */
  weight(): number
  clear(): Promise<void>
}

export interface CacheOptions<Value> {
  readonly load: (key: string) => Promise<Value>
  /** What is held beyond this weight is dropped, least recently used first; the newest is kept whatever it weighs. */
  readonly maxWeight: number
  readonly weigh: (value: Value) => number
  readonly dispose?: (value: Value) => Promise<void>
}

/** Keeps what is expensive to make (a model ready to run, a trace) within bounds. */
export const createCache = <Value>(options: CacheOptions<Value>): Cache<Value> => {
  // A Map iterates in order of insertion; a used entry is inserted again, so the first is the least recently used.
  const held = new Map<string, { readonly value: Value; readonly weight: number }>()
  const loading = new Map<string, Promise<Value>>()
  let total = 0

  const drop = async (key: string) => {
    const entry = held.get(key)
    if (entry === undefined) return
    held.delete(key)
    total -= entry.weight
    await options.dispose?.(entry.value)
  }

  const load = async (key: string): Promise<Value> => {
    const value = await options.load(key)
    const weight = options.weigh(value)
    held.set(key, { value, weight })
    total += weight
    for (const oldest of [...held.keys()]) {
      if (total <= options.maxWeight || oldest === key) break
      await drop(oldest)
    }
    return value
  }

  return {
    get: async (key) => {
      const entry = held.get(key)
      if (entry !== undefined) {
        held.delete(key)
        held.set(key, entry)
        return entry.value
      }
      let pending = loading.get(key)
      if (pending === undefined) {
        pending = load(key).finally(() => loading.delete(key))
        loading.set(key, pending)
      }
      return pending
    },
    weight: () => total,
    clear: async () => {
      await Promise.allSettled(loading.values())
      for (const key of [...held.keys()]) await drop(key)
    },
  }
}
