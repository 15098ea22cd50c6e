/**
 * Waits for several pieces of work, but for the rest of them only `patienceMs` once one has succeeded.
 * @returns those that succeeded in time, in order, and the places of those that were late
 */
export const withPatience = <T>(
  works: readonly Promise<T>[],
  patienceMs: number,
): Promise<{
  readonly done: { readonly at: number; readonly value: T }[]
  readonly late: number[]
  readonly error: unknown
}> =>
  new Promise((resolve) => {
    const done: { at: number; value: T }[] = []
    const open = new Set(works.keys())
    let error: unknown
    let timer: ReturnType<typeof setTimeout> | undefined
    const finish = () => {
      clearTimeout(timer)
      resolve({ done: done.toSorted((a, b) => a.at - b.at), late: [...open], error })
    }
    if (works.length === 0) finish()
    for (const [at, work] of works.entries()) {
      work
        .then(
          (value) => {
            done.push({ at, value })
            timer ??= setTimeout(finish, patienceMs)
          },
          (reason: unknown) => {
            error ??= reason
          },
        )
        .finally(() => {
          open.delete(at)
          if (open.size === 0) finish()
        })
    }
  })
