import type { TaskQueue } from './types.ts'

/** Time between two looks. */
const EVERY_MS = 5_000

/** Calls `onLost` when the queue's database has lost what it held, as soon as that is seen. */
export const watchQueue = (
  queue: Pick<TaskQueue<never>, 'lost'>,
  onLost: () => void,
  everyMs = EVERY_MS,
): { close(): void } => {
  let looking = false
  const look = async () => {
    // a client that waits for its database answers late, and then all at once
    if (looking) return
    looking = true
    // away is not lost: whoever needs it says so
    const lost = await queue.lost().catch(() => false)
    looking = false
    if (lost) onLost()
  }
  const timer = setInterval(look, everyMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
