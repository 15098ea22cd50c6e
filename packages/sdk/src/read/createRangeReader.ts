import { RpcUnreachable } from '../errors.ts'
import { isRangeRefusal } from './isRangeRefusal.ts'

export interface RangeReaderOptions {
  readonly mostBlocks: bigint
  /** Fails while the node does not answer at all: one that is down refuses nothing. */
  readonly alive: () => Promise<unknown>
  /** What is thrown for a block whose events are not given even alone. */
  readonly refused: (block: bigint, cause: unknown) => Error
}

export interface RangeReader {
  /** What is given of the blocks from..last at once, and up to which of them. The caller goes on behind it. */
  read<T>(
    from: bigint,
    last: bigint,
    ask: (from: bigint, to: bigint) => Promise<T>,
  ): Promise<{ readonly to: bigint; readonly given: T }>
}

/** So many ranges of a length in a row, then a longer one is tried: full blocks are followed by empty ones. */
const GROW_AFTER = 4

/**
 * Reads a chain's blocks range by range. Nodes limit the blocks, the events or the time of a question, each in its own words: a range
 * that is refused is halved, until it is given or is a single block.
 */
export const createRangeReader = ({ mostBlocks, alive, refused }: RangeReaderOptions): RangeReader => {
  let range = mostBlocks
  let inARow = 0
  return {
    read: async (from, last, ask) => {
      for (;;) {
        const to = from + range - 1n < last ? from + range - 1n : last
        try {
          const given = await ask(from, to)
          inARow += 1
          if (inARow >= GROW_AFTER && range < mostBlocks) {
            range = range * 2n < mostBlocks ? range * 2n : mostBlocks
            inARow = 0
          }
          return { to, given }
        } catch (error) {
          if (!isRangeRefusal(error)) throw error
          if (error instanceof RpcUnreachable) await alive()
          const blocks = to - from + 1n
          if (blocks === 1n) throw refused(from, error)
          range = blocks / 2n
          inARow = 0
        }
      }
    },
  }
}
