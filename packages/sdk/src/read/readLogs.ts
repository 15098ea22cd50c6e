import {
  type Abi,
  type Address,
  type ContractEventName,
  type EncodeEventTopicsParameters,
  encodeEventTopics,
  formatLog,
  numberToHex,
  type ParseEventLogsReturnType,
  parseEventLogs,
  type RpcLog,
} from 'viem'
import type { Assay } from '../Assay.ts'
import { askNode } from './askNode.ts'

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

/** Events of one kind, oldest first, read range by range. */
export async function readLogs<const abi extends Abi, name extends ContractEventName<abi>>(
  assay: Assay,
  query: LogQuery<abi, name>,
): Promise<ParseEventLogsReturnType<abi, name, true>> {
  const { address, abi, eventName, args } = query
  // viem's conditional type does not reduce for a generic ABI
  const topics = encodeEventTopics({ abi, eventName, args } as unknown as EncodeEventTopicsParameters)
  const last = query.toBlock ?? (await askNode(assay, (client) => client.getBlockNumber()))
  const found: RpcLog[] = []
  for (let from = query.fromBlock ?? assay.deployment.startBlock; from <= last; from += RANGE_BLOCKS) {
    const to = from + RANGE_BLOCKS - 1n < last ? from + RANGE_BLOCKS - 1n : last
    const filter = { address, topics, fromBlock: numberToHex(from), toBlock: numberToHex(to) }
    found.push(...(await askNode(assay, (client) => client.request({ method: 'eth_getLogs', params: [filter] }))))
  }
  return parseEventLogs({ abi, eventName, logs: found.map((log) => formatLog(log)) })
}
