/** Counts who needs a value. */
export interface Holders<Value> {
  hold(value: Value): void
  letGo(value: Value): void
}

/** Gives the memory of what was held back when the last who held it lets go. */
export const createHolders = <Value extends { release(): void }>(): Holders<Value> => {
  const counts = new Map<Value, number>()
  return {
    hold: (value) => void counts.set(value, (counts.get(value) ?? 0) + 1),
    letGo: (value) => {
      const left = (counts.get(value) ?? 0) - 1
      if (left > 0) {
        counts.set(value, left)
        return
      }
      counts.delete(value)
      value.release()
    },
  }
}
