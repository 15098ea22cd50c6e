import { type Address, hexToBigInt, isAddressEqual, type LogTopic, numberToHex, type RpcLog } from 'viem'
import type { Chain } from '../Assay.ts'
import { asAssayError } from '../asAssayError.ts'
import type { WitnessedLogs } from '../rpc/NodePool.ts'
import { poolOf } from '../rpc/poolOf.ts'
import { askNode } from './askNode.ts'
import { isRangeRefusal } from './isRangeRefusal.ts'

export interface LogQuestion {
  /** One contract, or several. */
  readonly address: Address | readonly Address[]
  /** As JSON-RPC takes them: null is any, a list one of several. */
  readonly topics: readonly LogTopic[]
  /** Both included. */
  readonly from: bigint
  readonly to: bigint
}

/**
 * The logs of one range of blocks, asked once, of several nodes two: what refuses the range is thrown, and the caller halves it. A
 * node that gives more than it was asked for is not believed in that.
 */
export async function askLogs(
  chain: Pick<Chain, 'rpcUrl' | 'publicClient'>,
  question: LogQuestion,
): Promise<WitnessedLogs> {
  const { address, topics, from, to } = question
  const filter = {
    address: [address].flat(),
    topics: [...topics],
    fromBlock: numberToHex(from),
    toBlock: numberToHex(to),
  }
  const asked = (logs: readonly RpcLog[]) => logs.filter((log) => isAskedFor(question, log))
  const pool = poolOf(chain.publicClient)
  if (pool !== undefined) {
    const { logs, witnesses, refusal } = await pool.getLogs(filter).catch((error: unknown) => {
      throw asAssayError(chain.rpcUrl, error)
    })
    // one node that would say more of less is no reason to believe another alone
    if (witnesses < 2 && refusal !== undefined && from < to) throw asAssayError(chain.rpcUrl, refusal)
    return { logs: asked(logs), witnesses }
  }
  // a shorter range is tried instead of the same once more
  const ask = (again: { retryCount?: 0 }) =>
    askNode(chain, (client) => client.request({ method: 'eth_getLogs', params: [filter] }, again))
  const logs = await ask(from === to ? {} : { retryCount: 0 }).catch((error: unknown) => {
    if (from === to || isRangeRefusal(error)) throw error
    return ask({})
  })
  return { logs: asked(logs), witnesses: 1 }
}

function isAskedFor({ address, topics, from, to }: LogQuestion, log: RpcLog): boolean {
  const block = hexToBigInt(log.blockNumber ?? '0x0')
  return (
    block >= from &&
    block <= to &&
    [address].flat().some((one) => isAddressEqual(log.address, one)) &&
    topics.every(
      (wanted, i) => wanted === null || [wanted].flat().some((topic) => topic.toLowerCase() === log.topics[i]),
    )
  )
}
