import type { Cursor, Position } from './types.ts'

const MAX_WAIT_MS = 15_000
/** A node behind a balancer may lag by some blocks; a chain that was started anew lacks them every time. */
const LOOKS_BEFORE_RESET = 3

/** The little of a chain that following needs. */
export interface EventSource<Event> {
  /** undefined: there is no block of that number. */
  blockAt(number: bigint | 'latest'): Promise<Position | undefined>
  /** Events of the blocks from..to, both included, in the chain's order. */
  eventsIn(from: bigint, to: bigint): Promise<readonly Event[]>
}

export interface FollowOptions<Event> {
  readonly source: EventSource<Event>
  readonly cursor: Cursor
  /** Nothing of interest is older. */
  readonly startBlock: bigint
  readonly confirmations: number
  readonly pollMs: number
  /** Blocks read again at start. */
  readonly rescanBlocks: number
  /** Most blocks asked for at once. Default 2,000. */
  readonly rangeBlocks?: number
  /** May be called again for an event it has seen. The cursor moves on only when it has succeeded. */
  readonly onEvents: (events: readonly Event[]) => Promise<void>
  /** The chain at the cursor is not the one that was read: everything is read again. */
  readonly onReset?: (read: Position, found: Position | undefined) => void
  /** A look that failed; `failures` in a row so far. It is tried again. */
  readonly onError?: (error: unknown, failures: number) => void
  /** The first time that everything confirmed has been read. */
  readonly onCaughtUp?: (block: bigint) => void
}

export interface Follower {
  /** Blocks read so far; undefined before the first. */
  position(): bigint | undefined
  /** Failed looks in a row. */
  failures(): number
  close(): Promise<void>
}

/** The chain's events from a cursor on, at least once each, whatever the node or this process does in between. */
export const followEvents = <Event>(options: FollowOptions<Event>): Follower => {
  const { source, cursor, startBlock } = options
  const range = BigInt(options.rangeBlocks ?? 2_000)
  const confirmations = BigInt(options.confirmations)
  let read: Position | undefined
  let next: bigint | undefined
  let absent = 0
  let failures = 0
  let caughtUp = false
  let closed = false
  let wake = () => {}

  const begin = async (): Promise<bigint> => {
    read = await cursor.read()
    const again = read === undefined ? startBlock : read.block + 1n - BigInt(options.rescanBlocks)
    return again > startBlock ? again : startBlock
  }

  /** @returns whether there is more to read at once */
  const look = async (): Promise<boolean> => {
    next ??= await begin()
    if (read !== undefined) {
      const found = await source.blockAt(read.block)
      absent = found === undefined ? absent + 1 : 0
      if (absent > 0 && absent < LOOKS_BEFORE_RESET) return false
      if (found?.hash !== read.hash) {
        options.onReset?.(read, found)
        read = undefined
        next = startBlock
        absent = 0
      }
    }
    const latest = await source.blockAt('latest')
    const head = (latest?.block ?? 0n) - confirmations
    if (head < next) return false
    // Nodes limit the range or the number of logs of a query, each in its own words: after a failure less is asked for.
    const most = range >> BigInt(failures) || 1n
    const to = head - next >= most ? next + most - 1n : head
    // Before the events: if the block is replaced meanwhile, the next look sees another hash and reads again.
    const end = await source.blockAt(to)
    if (end === undefined) return false
    const events = await source.eventsIn(next, to)
    if (events.length > 0) await options.onEvents(events)
    if (closed) return false
    await cursor.write(end)
    read = end
    next = to + 1n
    return to < head
  }

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const run = async () => {
    while (!closed) {
      let more = false
      try {
        more = await look()
        failures = 0
        if (!more && !caughtUp) {
          caughtUp = true
          options.onCaughtUp?.(read?.block ?? startBlock)
        }
      } catch (error) {
        failures += 1
        options.onError?.(error, failures)
      }
      if (!more && !closed)
        await pause(Math.min(options.pollMs * 2 ** Math.min(failures, 10), Math.max(MAX_WAIT_MS, options.pollMs)))
    }
  }
  const done = run()

  return {
    position: () => read?.block,
    failures: () => failures,
    close: async () => {
      closed = true
      wake()
      await done
    },
  }
}
