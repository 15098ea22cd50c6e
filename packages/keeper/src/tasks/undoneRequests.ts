import type { Hex } from 'viem'

const OFTEN_MS = 5_000
const OFTEN_FOR_MS = 600_000
const RARELY_MS = 600_000
/** Whoever runs the nodes has had a day to mend them. */
const GIVE_UP_MS = 86_400_000
const WARN_AGAIN_MS = 3_600_000
/** Machines of one account share its jobs: what another has found in between is not known here. */
const STALE_MS = 21_600_000

/**
 * Requests that events told of and no node that answers has. Which of two things it is cannot be told from here: a reorganisation undid
 * the request, and an event tells if it is mined again; or the nodes lag or lie, and to leave the task costs its provider a penalty, or
 * leaves a lie standing. So it is looked at for long, ever more rarely. A worker that starts anew counts anew.
 */
export interface UndoneRequests {
  /** Notes that there is no such task. */
  missing(taskId: Hex): Missing
  /** Notes that there is. */
  found(taskId: Hex): void
}

export interface Missing {
  /** Until the next look; absent: there is none until an event tells of the task. */
  readonly againMs?: number
  /** For the log, at the first time, seldom after it, and at the end. */
  readonly warning?: string
}

interface Seen {
  readonly first: number
  last: number
  warned: number
}

/** @param now milliseconds */
export const undoneRequests = (now: () => number = Date.now): UndoneRequests => {
  const seen = new Map<Hex, Seen>()
  return {
    missing: (taskId) => {
      const at = now()
      const known = seen.get(taskId)
      const entry =
        known === undefined || at - known.last >= STALE_MS
          ? { first: at, last: at, warned: Number.NEGATIVE_INFINITY }
          : known
      entry.last = at
      seen.set(taskId, entry)
      if (at - entry.first >= GIVE_UP_MS) {
        seen.delete(taskId)
        return {
          warning: warningFor(taskId, 'It has been so for a day: it is looked at again when an event tells of it'),
        }
      }
      const againMs = at - entry.first < OFTEN_FOR_MS ? OFTEN_MS : RARELY_MS
      if (at - entry.warned < WARN_AGAIN_MS) return { againMs }
      entry.warned = at
      return { againMs, warning: warningFor(taskId, `It is looked at again in ${againMs / 1_000} s`) }
    },
    found: (taskId) => void seen.delete(taskId),
  }
}

const warningFor = (taskId: Hex, then: string) =>
  `no node that answers has task ${taskId}, of which an event told: a reorganisation undid its request, and nothing is to be done, or the nodes lag or lie. ${then}. Should other nodes have it, correct ASSAY_RPC_URL; it takes several, which are asked in turn`
