import { poolOf } from '@assay/sdk'
import {
  type Abi,
  type AbiEvent,
  BlockNotFoundError,
  type ContractEventName,
  encodeEventTopics,
  formatLog,
  type GetContractEventsReturnType,
  numberToHex,
  type PublicClient,
  parseEventLogs,
} from 'viem'
import type { EventSource } from './followEvents.ts'

/** Nodes limit the range of a query; what was witnessed by one node only may have grown long. */
const AGAIN_BLOCKS = 2_000n

/**
 * Decoded events of some names of one contract, as a source to follow. Of several nodes two are asked. A range that only one of them
 * could give, which may have left something out, is asked for again as soon as there are two.
 */
export const contractEvents = <const ABI extends Abi, const Name extends ContractEventName<ABI>>(
  client: Pick<PublicClient, 'getBlock' | 'getLogs' | 'transport'>,
  address: `0x${string}`,
  abi: ABI,
  names: readonly Name[],
): EventSource<GetContractEventsReturnType<ABI, Name, true>[number]> => {
  type Events = GetContractEventsReturnType<ABI, Name, true>
  const wanted = abi.filter((item): item is AbiEvent => item.type === 'event' && names.includes(item.name as Name))
  const topics = [wanted.flatMap((event) => encodeEventTopics({ abi: [event] }) as readonly `0x${string}`[])]
  const pool = poolOf(client)
  /** First block of what one node alone has told. */
  let doubtfulFrom: bigint | undefined

  const eventsOfTwo = async (nodes: NonNullable<typeof pool>, from: bigint, to: bigint): Promise<Events> => {
    const read = async (first: bigint, last: bigint) => {
      const range = { fromBlock: numberToHex(first), toBlock: numberToHex(last) }
      const { logs, witnesses } = await nodes.getLogs({ address, topics, ...range })
      const parsed = parseEventLogs({ abi: wanted, logs: logs.map((log) => formatLog(log)), strict: true })
      return { events: parsed as unknown as Events, witnesses }
    }
    const now = await read(from, to)
    if (now.witnesses < 2) {
      doubtfulFrom ??= from
      return now.events
    }
    const again: Events[number][] = []
    while (doubtfulFrom !== undefined && doubtfulFrom < from) {
      const last = doubtfulFrom + AGAIN_BLOCKS < from ? doubtfulFrom + AGAIN_BLOCKS - 1n : from - 1n
      const { events, witnesses } = await read(doubtfulFrom, last)
      if (witnesses < 2) return [...again, ...now.events] as unknown as Events
      again.push(...(events as readonly Events[number][]))
      doubtfulFrom = last + 1n
    }
    doubtfulFrom = undefined
    return [...again, ...now.events] as unknown as Events
  }

  return {
    blockAt: async (number) => {
      try {
        const block = await client.getBlock(number === 'latest' ? { blockTag: 'latest' } : { blockNumber: number })
        return block.number === null ? undefined : { block: block.number, hash: block.hash }
      } catch (error) {
        if (error instanceof BlockNotFoundError) return undefined
        throw error
      }
    },
    eventsIn: async (fromBlock, toBlock) => {
      if (pool !== undefined) return eventsOfTwo(pool, fromBlock, toBlock)
      const logs = await client.getLogs({ address, events: wanted, fromBlock, toBlock, strict: true })
      // getLogs was given exactly the events that `names` selects from `abi`.
      return logs as unknown as Events
    },
  }
}
