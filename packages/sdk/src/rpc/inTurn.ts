export interface TurnOptions {
  /** Without an answer for so long, the next is asked as well. */
  readonly patienceMs: number
  /** An error that is everybody's answer. */
  readonly isFinal: (error: unknown) => boolean
  readonly onSlow: (at: number) => void
}

/**
 * Asks one after the other until one gives something other than null: the next as soon as one fails, has nothing, or is slow.
 * @returns what was given, and by which; undefined if some have nothing and none gives anything
 * @throws the first failure if all failed, or a final one at once
 */
export const inTurn = <T>(
  asks: readonly (() => Promise<T | null>)[],
  { patienceMs, isFinal, onSlow }: TurnOptions,
): Promise<{ readonly at: number; readonly value: T } | undefined> =>
  new Promise((resolve, reject) => {
    let next = 0
    let open = 0
    let over = false
    let absent = false
    let failure: { readonly error: unknown } | undefined
    const timers = new Set<ReturnType<typeof setTimeout>>()
    const end = (how: () => void) => {
      over = true
      for (const timer of timers) clearTimeout(timer)
      how()
    }
    const go = () => {
      if (over) return
      const at = next
      const ask = asks[at]
      if (ask === undefined) {
        if (open > 0) return
        end(() => (absent || failure === undefined ? resolve(undefined) : reject(failure.error)))
        return
      }
      next += 1
      open += 1
      let passed = false
      const timer = setTimeout(() => {
        passed = true
        onSlow(at)
        go()
      }, patienceMs)
      timers.add(timer)
      const done = (settle: () => void) => {
        clearTimeout(timer)
        open -= 1
        if (over) return
        settle()
        if (!over && (!passed || open === 0)) go()
      }
      ask().then(
        (value) =>
          done(() => {
            if (value === null) absent = true
            else end(() => resolve({ at, value }))
          }),
        (error: unknown) =>
          done(() => {
            if (isFinal(error)) end(() => reject(error))
            else failure ??= { error }
          }),
      )
    }
    go()
  })
