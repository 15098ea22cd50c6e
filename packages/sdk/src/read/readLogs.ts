import {
  type Abi,
  type Address,
  type ContractEventName,
  type EncodeEventTopicsParameters,
  encodeEventTopics,
  formatLog,
  type ParseEventLogsReturnType,
  parseEventLogs,
  type RpcLog,
} from 'viem'
import type { Assay } from '../Assay.ts'
import { LogsRefused } from '../errors.ts'
import { askLogs } from './askLogs.ts'
import { askNode } from './askNode.ts'
import { createRangeReader } from './createRangeReader.ts'

export interface LogQuery<abi extends Abi, name extends ContractEventName<abi>> {
  readonly address: Address
  readonly abi: abi
  readonly eventName: name
  /** Values of indexed arguments, by name. */
  readonly args?: Readonly<Record<string, unknown>>
  /** Default: the deployment's first block. */
  readonly fromBlock?: bigint
  /** Default: the head. */
  readonly toBlock?: bigint
}

/** Public nodes refuse longer ranges. */
const RANGE_BLOCKS = 10_000n

/**
 * Events of one kind, oldest first, read range by range. A range that the node refuses, or does not answer in time, is halved.
 * Throws LogsRefused when it does not give those of a single block, RpcUnreachable, RpcFailed.
 */
export async function readLogs<const abi extends Abi, name extends ContractEventName<abi>>(
  assay: Assay,
  query: LogQuery<abi, name>,
): Promise<ParseEventLogsReturnType<abi, name, true>> {
  const { address, abi, eventName, args } = query
  // viem's conditional type does not reduce for a generic ABI
  const topics = encodeEventTopics({ abi, eventName, args } as unknown as EncodeEventTopicsParameters)
  const last = query.toBlock ?? (await askNode(assay, (client) => client.getBlockNumber()))
  const reader = createRangeReader({
    mostBlocks: RANGE_BLOCKS,
    alive: () => askNode(assay, (client) => client.getBlockNumber()),
    refused: (block, cause) => new LogsRefused(assay.rpcUrl, eventName, block, cause),
  })
  const found: RpcLog[][] = []
  for (let from = query.fromBlock ?? assay.deployment.startBlock; from <= last; ) {
    const ask = (first: bigint, to: bigint) => askLogs(assay, { address, topics, from: first, to })
    const { to, given } = await reader.read(from, last, ask)
    found.push(given.logs)
    from = to + 1n
  }
  return parseEventLogs({ abi, eventName, logs: found.flat().map((log) => formatLog(log)) })
}
