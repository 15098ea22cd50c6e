import {
  type Abi,
  type AbiEvent,
  BlockNotFoundError,
  type ContractEventName,
  type GetContractEventsReturnType,
  type PublicClient,
} from 'viem'
import type { EventSource } from './followEvents.ts'

/** Decoded events of some names of one contract, as a source to follow. */
export const contractEvents = <const ABI extends Abi, const Name extends ContractEventName<ABI>>(
  client: Pick<PublicClient, 'getBlock' | 'getLogs'>,
  address: `0x${string}`,
  abi: ABI,
  names: readonly Name[],
): EventSource<GetContractEventsReturnType<ABI, Name, true>[number]> => ({
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
    const events = abi.filter((item): item is AbiEvent => item.type === 'event' && names.includes(item.name as Name))
    const logs = await client.getLogs({ address, events, fromBlock, toBlock, strict: true })
    // getLogs was given exactly the events that `names` selects from `abi`.
    return logs as unknown as GetContractEventsReturnType<ABI, Name, true>
  },
})
