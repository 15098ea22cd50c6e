/**
 * Asks once for all who want to know at about the same time: an answer is shared while it is on its way and until it is `freshMs`
 * old, counted from when it was asked for. A failure is told to those who waited for it, and not kept.
 */
export const recently = <T>(
  ask: () => Promise<T>,
  freshMs: number,
  now = () => performance.now(),
): (() => Promise<T>) => {
  let last: { readonly askedAt: number; readonly answer: Promise<T> } | undefined
  return () => {
    const askedAt = now()
    if (last !== undefined && askedAt - last.askedAt < freshMs) return last.answer
    const asked = { askedAt, answer: ask() }
    last = asked
    asked.answer.catch(() => {
      if (last === asked) last = undefined
    })
    return asked.answer
  }
}
