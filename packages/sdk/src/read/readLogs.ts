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
import { LogsRefused, RpcUnreachable } from '../errors.ts'
import { askNode } from './askNode.ts'
import { isRangeRefusal } from './isRangeRefusal.ts'

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
/** So many ranges of a length in a row, then a longer one is tried: full blocks are followed by empty ones. */
const GROW_AFTER = 4

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
  const logsOf = (from: bigint, to: bigint, again: { retryCount?: 0 }): Promise<RpcLog[]> => {
    const filter = { address, topics, fromBlock: numberToHex(from), toBlock: numberToHex(to) }
    return askNode(assay, (client) => client.request({ method: 'eth_getLogs', params: [filter] }, again))
  }
  const found: RpcLog[][] = []
  let range = RANGE_BLOCKS
  let inARow = 0
  for (let from = query.fromBlock ?? assay.deployment.startBlock; from <= last; ) {
    const to = from + range - 1n < last ? from + range - 1n : last
    const blocks = to - from + 1n
    try {
      // a shorter range is tried instead of the same once more
      found.push(await logsOf(from, to, blocks === 1n ? {} : { retryCount: 0 }))
    } catch (error) {
      if (!isRangeRefusal(error)) {
        found.push(await logsOf(from, to, {}))
        from = to + 1n
        continue
      }
      // one that is down refuses nothing
      if (error instanceof RpcUnreachable) await askNode(assay, (client) => client.getBlockNumber())
      if (blocks === 1n) throw new LogsRefused(assay.rpcUrl, eventName, from, error)
      range = blocks / 2n
      inARow = 0
      continue
    }
    from = to + 1n
    inARow += 1
    if (inARow < GROW_AFTER || range >= RANGE_BLOCKS) continue
    range = range * 2n < RANGE_BLOCKS ? range * 2n : RANGE_BLOCKS
    inARow = 0
  }
  return parseEventLogs({ abi, eventName, logs: found.flat().map((log) => formatLog(log)) })
}
