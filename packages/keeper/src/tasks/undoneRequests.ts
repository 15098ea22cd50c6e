import type { Hex } from 'viem'

/** A node that lags behind another has every request long before. */
const WAIT_MS = 600_000

/**
 * Requests that events told of and the chain does not have: of a node that lags, or undone by a reorganisation. In the second case they
 * never come back by themselves, and an event tells when one is mined again.
 */
export interface UndoneRequests {
  /** Notes that there is no such task. Returns whether that has been so for long enough. */
  missing(taskId: Hex): boolean
  /** Notes that there is. */
  found(taskId: Hex): void
}

/** @param now milliseconds */
export const undoneRequests = (now: () => number = Date.now): UndoneRequests => {
  const since = new Map<Hex, number>()
  return {
    missing: (taskId) => {
      const first = since.get(taskId) ?? now()
      since.set(taskId, first)
      const isUndone = now() - first >= WAIT_MS
      if (isUndone) since.delete(taskId)
      return isUndone
    },
    found: (taskId) => void since.delete(taskId),
  }
}
