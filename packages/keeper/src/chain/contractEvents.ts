import { type Assay, asAssayError, askLogs, LogsRefused, poolOf } from '@assay/sdk'
import {
  type Abi,
  type AbiEvent,
  BlockNotFoundError,
  type ContractEventName,
  encodeEventTopics,
  formatLog,
  type GetContractEventsReturnType,
  parseEventLogs,
} from 'viem'
import type { EventSource } from './followEvents.ts'

/** Nodes limit the range of a query; what was witnessed by one node only may have grown long. */
const AGAIN_BLOCKS = 2_000n

/**
 * Decoded events of some names of one contract, or of several whose ABIs are one list, as a source to follow. Of several nodes two
 * are asked. A range that only one of them could give, which may have left something out, is asked for again as soon as there are two.
 */
export const contractEvents = <const ABI extends Abi, const Name extends ContractEventName<ABI>>(
  assay: Pick<Assay, 'rpcUrl' | 'publicClient'>,
  address: `0x${string}` | readonly `0x${string}`[],
  abi: ABI,
  names: readonly Name[],
): EventSource<GetContractEventsReturnType<ABI, Name, true>[number]> => {
  type Events = GetContractEventsReturnType<ABI, Name, true>
  const wanted = abi.filter((item): item is AbiEvent => item.type === 'event' && names.includes(item.name as Name))
  const signatures = wanted.flatMap((event) => encodeEventTopics({ abi: [event] }) as readonly `0x${string}`[])
  const topics = [signatures]
  const hasSeveral = poolOf(assay.publicClient) !== undefined
  /** First block of what one node alone has told. */
  let doubtfulFrom: bigint | undefined
  let againBlocks = AGAIN_BLOCKS

  const read = async (from: bigint, to: bigint) => {
    const { logs, witnesses } = await askLogs(assay, { address, topics, from, to })
    const parsed = parseEventLogs({ abi: wanted, logs: logs.map((log) => formatLog(log)), strict: true })
    // these logs were given for exactly the events that `names` selects from `abi`
    return { events: parsed as unknown as Events, witnessed: witnesses > 1 || !hasSeveral }
  }

  /** What was doubtful before a block, as far as there are two to tell it now. */
  const readAgain = async (before: bigint): Promise<readonly Events[number][]> => {
    const again: Events[number][] = []
    while (doubtfulFrom !== undefined && doubtfulFrom < before) {
      const end = doubtfulFrom + againBlocks
      const last = end < before ? end - 1n : before - 1n
      // what is read behind it does not wait for it
      const told = await read(doubtfulFrom, last).catch(() => undefined)
      if (told?.witnessed !== true) {
        // the other one may be able to give less
        againBlocks = againBlocks / 2n || 1n
        return again
      }
      again.push(...(told.events as readonly Events[number][]))
      againBlocks = againBlocks * 2n < AGAIN_BLOCKS ? againBlocks * 2n : AGAIN_BLOCKS
      doubtfulFrom = last + 1n
    }
    doubtfulFrom = undefined
    return again
  }

  return {
    blockAt: async (number) => {
      try {
        const block = await assay.publicClient.getBlock(
          number === 'latest' ? { blockTag: 'latest' } : { blockNumber: number },
        )
        return block.number === null ? undefined : { block: block.number, hash: block.hash }
      } catch (error) {
        if (error instanceof BlockNotFoundError) return undefined
        throw asAssayError(assay.rpcUrl, error)
      }
    },
    eventsIn: async (from, to) => {
      const { events, witnessed } = await read(from, to)
      if (!witnessed) {
        doubtfulFrom ??= from
        return events
      }
      return [...(await readAgain(from)), ...(events as readonly Events[number][])]
    },
    refused: (block, cause) => new LogsRefused(assay.rpcUrl, names.join(', '), block, cause),
  }
}
