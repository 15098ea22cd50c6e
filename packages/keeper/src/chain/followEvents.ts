import { createRangeReader } from '@assay/sdk'
import type { Cursor, Position } from './types.ts'

const MAX_WAIT_MS = 15_000
/** A node behind a balancer may lag by some blocks; a chain that was started anew lacks them every time. */
const LOOKS_BEFORE_RESET = 3
/** Deeper than chains reorganise. */
const REORGANISED_BLOCKS = 256

/** The little of a chain that following needs. */
export interface EventSource<Event> {
  /** undefined: there is no block of that number. */
  blockAt(number: bigint | 'latest'): Promise<Position | undefined>
  /** Events of the blocks from..to, both included, in the chain's order. */
  eventsIn(from: bigint, to: bigint): Promise<readonly Event[]>
  /** Says that the events of a block are not given even alone. */
  refused(block: bigint, cause: unknown): Error
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
  /** The chain at the cursor is not the one that was read: what may differ is read again. */
  readonly onReset?: (read: Position, found: Position | undefined) => void
  /** How far the chain was read could not be written; it is known until this process ends. */
  readonly onCursorError?: (error: unknown) => void
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
  /** Reads again as many blocks as at a start. */
  rescan(): void
  /**
   * Somebody decided on the state at the head, which may be deeper than what was read: if that block is replaced, what may differ is
   * read again, even where no event was.
   * @param mined the block of a transaction of our own
   */
  rely(mined?: Position): Promise<void>
  close(): Promise<void>
}

/** The chain's events from a cursor on, at least once each, whatever the node or this process does in between. */
export const followEvents = <Event>(options: FollowOptions<Event>): Follower => {
  const { source, cursor, startBlock } = options
  const reader = createRangeReader({
    mostBlocks: BigInt(options.rangeBlocks ?? 2_000),
    alive: () => source.blockAt('latest'),
    refused: (block, cause) => source.refused(block, cause),
  })
  const confirmations = BigInt(options.confirmations)
  let read: Position | undefined
  /** Blocks beyond those read on whose state decisions rest, by hash. */
  const relied = new Map<string, Position>()
  /** Replaced blocks that have had their consequence. */
  const gone = new Set<string>()
  let next: bigint | undefined
  let absent = 0
  let failures = 0
  let caughtUp = false
  let again = false
  let closed = false
  let wake = () => {}

  const back = (blocks: number): bigint => {
    const block = read === undefined ? startBlock : read.block + 1n - BigInt(blocks)
    return block > startBlock ? block : startBlock
  }
  const begin = async (): Promise<bigint> => {
    read = await cursor.read()
    return back(options.rescanBlocks)
  }

  /** @returns whether there is more to read at once */
  const look = async (): Promise<boolean> => {
    next ??= await begin()
    if (again) {
      again = false
      next = back(options.rescanBlocks)
    }
    const marks = [...(read === undefined ? [] : [read]), ...relied.values()]
    const found = await Promise.all(marks.map((mark) => source.blockAt(mark.block)))
    absent = found.includes(undefined) ? absent + 1 : 0
    if (absent > 0 && absent < LOOKS_BEFORE_RESET) return false
    const replaced = marks.findIndex((mark, i) => found[i]?.hash !== mark.hash)
    if (replaced >= 0) {
      options.onReset?.(marks[replaced] as Position, found[replaced])
      // A block in its place: a reorganisation. None: another chain, of which nothing is known.
      next = found[replaced] === undefined ? startBlock : back(Math.max(options.rescanBlocks, REORGANISED_BLOCKS))
      read = undefined
      for (const { hash } of marks) gone.add(hash)
      relied.clear()
      absent = 0
    }
    for (const { block, hash } of marks) if (block <= (read?.block ?? -1n)) relied.delete(hash)
    const latest = await source.blockAt('latest')
    const head = (latest?.block ?? 0n) - confirmations
    if (head < next) return false
    const { to, given } = await reader.read(next, head, async (from, last) => {
      // Before the events: if the block is replaced meanwhile, the next look sees another hash and reads again.
      const end = await source.blockAt(last)
      return end === undefined ? undefined : { end, events: await source.eventsIn(from, last) }
    })
    if (given === undefined) return false
    const { end, events } = given
    // Replaced since they were looked at, while this was read: it is another chain's, of which earlier blocks have not been read.
    const since = replaced < 0 ? marks : []
    const still = await Promise.all(since.map((mark) => source.blockAt(mark.block)))
    if (since.some((mark, i) => still[i]?.hash !== mark.hash)) return true
    if (events.length > 0) await options.onEvents(events)
    if (closed) return false
    await cursor.write(end).catch((error: unknown) => options.onCursorError?.(error))
    read = end
    // those that were compared above; others may have come meanwhile
    for (const { block, hash } of marks) if (block <= end.block) relied.delete(hash)
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
    rely: async (mined) => {
      const tip = await source.blockAt('latest').catch(() => undefined)
      // what is read already is watched anyway; but a block of our own may have been replaced before it was read
      if (mined !== undefined && !gone.has(mined.hash)) relied.set(mined.hash, mined)
      if (tip !== undefined && tip.block > (read?.block ?? -1n)) relied.set(tip.hash, tip)
    },
    rescan: () => {
      again = true
      wake()
    },
    close: async () => {
      closed = true
      wake()
      await done
    },
  }
}
