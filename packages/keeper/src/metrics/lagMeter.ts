import type { EventSource } from '../chain/followEvents.ts'

/** How far a follower is behind the node it follows, in time. */
export interface LagMeter<Event> {
  /** The source, watched: give this one to the follower. */
  readonly source: EventSource<Event>
  /** Newest block that the node has spoken of. */
  head(): bigint | undefined
  /** Tell it when a block's events have been dealt with. */
  onRead(block: bigint): void
  /** Seconds since everything confirmed had been read; 0 while it is. */
  lagSec(): number
}

export const lagMeter = <Event>(
  source: EventSource<Event>,
  confirmations: number,
  startBlock: bigint,
  now: () => number = Date.now,
): LagMeter<Event> => {
  let head: bigint | undefined
  let read = startBlock - 1n
  let level = now()
  let failing = false
  const isLevel = () => !failing && head !== undefined && read >= head - BigInt(confirmations)
  const look = () => {
    if (isLevel()) level = now()
  }
  return {
    source: {
      ...source,
      blockAt: async (number) => {
        try {
          const found = await source.blockAt(number)
          failing = false
          if (number === 'latest' && found !== undefined) {
            // Before the newer head is known: until now there was nothing more to read.
            look()
            head = found.block
            look()
          }
          return found
        } catch (error) {
          failing = true
          throw error
        }
      },
    },
    head: () => head,
    onRead: (block) => {
      read = block
      look()
    },
    lagSec: () => (isLevel() ? 0 : Math.max(0, (now() - level) / 1_000)),
  }
}
