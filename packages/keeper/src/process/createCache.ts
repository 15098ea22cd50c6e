export interface Cache<Value> {
  /**
   * Reads the value of a key, loaded once however many ask at the same time; a failed load is forgotten. The value is not disposed of
   * before `read` has ended, dropped or not: what is read of it later has to be a copy.
   */
  use<Result>(
    key: string,
    load: () => Promise<Value>,
    read: (value: Value) => Result | Promise<Result>,
  ): Promise<Result>
  /** Weight of what is held. */
  weight(): number
  /** Drops everything. What is being read is disposed of by its last reader. */
  clear(): Promise<void>
}

export interface CacheOptions<Value> {
  /** What is held beyond this weight is dropped, least recently used first; the newest is kept whatever it weighs. */
  readonly maxWeight: number
  readonly weigh: (value: Value) => number
  readonly dispose?: (value: Value) => void | Promise<void>
}

interface Entry<Value> {
  readonly value: Promise<Value>
  /** Absent while it is loaded. */
  weight?: number
  /** The cache, until it drops the value, and all who read it or wait for it. */
  holders: number
}

/** Keeps what is expensive to make (a model ready to run, a trace) within bounds. */
export const createCache = <Value>(options: CacheOptions<Value>): Cache<Value> => {
  // A Map iterates in order of insertion; a used entry is inserted again, so the first is the least recently used.
  const entries = new Map<string, Entry<Value>>()
  let total = 0

  const letGo = async (entry: Entry<Value>) => {
    entry.holders -= 1
    if (entry.holders === 0) await options.dispose?.(await entry.value)
  }

  const drop = async (key: string, entry: Entry<Value>) => {
    // while others were disposed of, somebody else may have dropped it
    if (entries.get(key) !== entry) return
    entries.delete(key)
    total -= entry.weight ?? 0
    await letGo(entry)
  }

  const touch = (key: string, entry: Entry<Value>) => {
    entries.delete(key)
    entries.set(key, entry)
  }

  const add = (key: string, load: () => Promise<Value>): Entry<Value> => {
    const loading = async (): Promise<Value> => {
      try {
        const value = await load()
        const weight = options.weigh(value)
        // what was dropped meanwhile is its readers' alone: the next one loads it again
        if (entries.get(key) !== entry) return value
        entry.weight = weight
        total += weight
        touch(key, entry)
        return value
      } catch (error) {
        if (entries.get(key) === entry) entries.delete(key)
        throw error
      }
    }
    const entry: Entry<Value> = { value: Promise.resolve().then(loading), holders: 1 }
    entries.set(key, entry)
    return entry
  }

  const makeRoom = async () => {
    if (total <= options.maxWeight) return
    const loaded = [...entries].filter(([, { weight }]) => weight !== undefined)
    for (const [key, entry] of loaded.slice(0, -1)) {
      if (total <= options.maxWeight) return
      await drop(key, entry)
    }
  }

  return {
    use: async (key, load, read) => {
      const entry = entries.get(key) ?? add(key, load)
      entry.holders += 1
      touch(key, entry)
      try {
        const value = await entry.value
        await makeRoom()
        return await read(value)
      } finally {
        await letGo(entry)
      }
    },
    weight: () => total,
    clear: async () => {
      await Promise.allSettled([...entries.values()].map(({ value }) => value))
      for (const [key, entry] of [...entries]) await drop(key, entry)
    },
  }
}
