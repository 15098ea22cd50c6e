import { TooBusy } from './errors.ts'

/** Runs at most `running` pieces of work at the same time; refuses more than `waiting` others. */
export const limiter = (running: number, waiting: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let active = 0
  const queue: (() => void)[] = []
  return async (work) => {
    if (active >= running) {
      if (queue.length >= waiting) throw new TooBusy(waiting)
      await new Promise<void>((resolve) => queue.push(resolve))
    }
    active += 1
    try {
      return await work()
    } finally {
      active -= 1
      queue.shift()?.()
    }
  }
}
