export interface FairLimits {
  /** Pieces of work under way, of everybody and of one source. */
  readonly running: number
  readonly runningPerSource: number
  /** More of one source than this do not wait. */
  readonly waitingPerSource: number
  /** More sources than this do not wait. */
  readonly sources: number
}

interface Source {
  active: number
  readonly waiting: (() => void)[]
}

/**
 * Runs work of many sources side by side, each in its turn: however much one source asks for, another waits for no more than one piece of
 * each that waits with it.
 * @throws what `refuse` makes of why
 */
export const fairLimiter = (
  limits: FairLimits,
  refuse: (why: string) => Error,
): (<T>(source: string, work: () => Promise<T>) => Promise<T>) => {
  // in the order of their turns
  const sources = new Map<string, Source>()
  let active = 0

  const startNext = () => {
    for (const [name, source] of sources) {
      if (active >= limits.running) return
      if (source.active >= limits.runningPerSource) continue
      const start = source.waiting.shift()
      if (start === undefined) continue
      sources.delete(name)
      sources.set(name, source)
      source.active += 1
      active += 1
      start()
    }
  }

  return async (name, work) => {
    const source = sources.get(name) ?? { active: 0, waiting: [] }
    if (!sources.has(name)) {
      if (sources.size >= limits.sources) throw refuse(`${sources.size} askers wait, which is the limit`)
      sources.set(name, source)
    }
    if (source.waiting.length >= limits.waitingPerSource) {
      throw refuse(`${source.waiting.length} questions of yours wait, which is the limit`)
    }
    await new Promise<void>((resolve) => {
      source.waiting.push(resolve)
      startNext()
    })
    try {
      return await work()
    } finally {
      active -= 1
      source.active -= 1
      if (source.active === 0 && source.waiting.length === 0) sources.delete(name)
      startNext()
    }
  }
}
