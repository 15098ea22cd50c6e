import { openingsAbi } from '@assay/protocol'
import { type Chain, createChain, LogsRefused } from '@assay/sdk'
import { encodeAbiParameters, encodeEventTopics, hexToBigInt, numberToHex } from 'viem'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTestChain, type TestChain } from '../../../../test/support/anvil.ts'
import { type Fault, type FaultyRpc, faultyRpc, type RpcCall } from '../../../../test/support/faultyRpc.ts'
import { idOf } from '../../../../test/support/idOf.ts'
import { until } from '../../../../test/support/until.ts'
import { contractEvents } from './contractEvents.ts'
import { followEvents } from './followEvents.ts'

const HEAD = 2_999n
const address = '0x00000000000000000000000000000000000000aa'
const stranger = '0x00000000000000000000000000000000000000bb'

let anvil: TestChain
const proxies: FaultyRpc[] = []

beforeAll(async () => {
  anvil = await startTestChain()
  await anvil.mine(Number(HEAD))
})
afterAll(() => anvil?.stop())
afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()))
})

const logAt = (block: bigint, wei: bigint, from: string = address) => ({
  address: from,
  topics: encodeEventTopics({
    abi: openingsAbi,
    eventName: 'BondReturned',
    args: { taskId: idOf(7), position: 1n, asker: address },
  }),
  data: encodeAbiParameters([{ type: 'uint256' }], [wei]),
  blockNumber: numberToHex(block),
  blockHash: numberToHex(block, { size: 32 }),
  transactionHash: numberToHex(wei, { size: 32 }),
  transactionIndex: '0x0',
  logIndex: numberToHex(wei),
  removed: false,
})
/** Block of each event. */
const events = [5n, 700n, 700n, 701n, 1_999n, 2_000n, 2_998n]
const all = events.map((_, i) => BigInt(i))

interface Range {
  readonly from: bigint
  readonly to: bigint
}
const rangeOf = ({ params }: RpcCall): Range => {
  const { fromBlock, toBlock } = params[0] as { fromBlock: `0x${string}`; toBlock: `0x${string}` }
  return { from: hexToBigInt(fromBlock), to: hexToBigInt(toBlock) }
}
const logsIn = ({ from, to }: Range) =>
  events.flatMap((block, i) => (block >= from && block <= to ? [logAt(block, BigInt(i))] : []))
const refusal = { code: -32005, message: 'query returned more than 10000 results' }

/** A node whose logs are what `give` says: a list, or undefined where it refuses. */
const node = async (give: (range: Range, honest: ReturnType<typeof logsIn>) => unknown[] | undefined) => {
  const ranges: Range[] = []
  const fault: Fault = async (call, pass) => {
    if (call.method !== 'eth_getLogs') return pass()
    const range = rangeOf(call)
    ranges.push(range)
    const result = give(range, logsIn(range))
    return { jsonrpc: '2.0', id: call.id, ...(result === undefined ? { error: refusal } : { result }) }
  }
  const proxy = await faultyRpc(anvil.rpcUrl, fault)
  proxies.push(proxy)
  return { url: proxy.url, ranges, proxy }
}
const connect = (...nodes: readonly { url: string }[]): Promise<Chain> =>
  createChain({ rpcUrl: nodes.map(({ url }) => url).join(','), pollMs: 20, rpcTimeoutMs: 2_000 })

/** Everything that a follower is told until it has read all `HEAD` blocks, each event once. */
const followed = async (chain: Chain, enough: (seen: ReadonlySet<bigint>) => boolean = () => true) => {
  const seen = new Set<bigint>()
  let caughtUp = false
  const errors: unknown[] = []
  const follower = followEvents({
    source: contractEvents(chain, address, openingsAbi, ['BondReturned']),
    cursor: { read: async () => undefined, write: async () => undefined },
    ...{ startBlock: 0n, confirmations: 0, pollMs: 20, rescanBlocks: 0 },
    onEvents: async (found) => {
      for (const { args } of found) seen.add(args.bondWei)
    },
    onError: (error) => void errors.push(error),
    onCaughtUp: () => {
      caughtUp = true
    },
  })
  try {
    await until('the chain is read', async () => {
      // what one node alone has told is asked for again when there is more to read
      if (caughtUp && !enough(seen)) await anvil.mine()
      return (caughtUp && enough(seen)) || errors.length > 2
    })
  } finally {
    await follower.close()
  }
  return { seen: [...seen].sort((a, b) => Number(a - b)), errors }
}

describe('contractEvents, followed', () => {
  test.each([
    ['ranges of more than 300 blocks', ({ from, to }: Range) => to - from >= 300n],
    ['more than two events', (range: Range) => logsIn(range).length > 2],
  ])('of a node that refuses %s, has every event', async (_what, refuses) => {
    const limited = await node((range, honest) => (refuses(range) ? undefined : honest))
    const { seen, errors } = await followed(await connect(limited))
    expect(errors).toEqual([])
    expect(seen).toEqual(all)
    expect(limited.ranges.length).toBeLessThan(60)
  })

  test('names the block that a node does not give', async () => {
    const limited = await node((_range, honest) => (honest.length > 1 ? undefined : honest))
    const { errors } = await followed(await connect(limited))
    expect(errors[0]).toBeInstanceOf(LogsRefused)
    expect(errors[0]).toMatchObject({ block: 700n })
  })

  test('believes no log of another contract, event or block than it asked for', async () => {
    const invented = [
      logAt(5n, 90n, stranger),
      logAt(2_999n, 91n),
      { ...logAt(5n, 92n), topics: [`0x${'1'.repeat(64)}`] },
    ]
    const liar = await node((range, honest) => (range.to < 2_999n ? [...honest, ...invented] : honest))
    const { seen, errors } = await followed(await connect(liar))
    expect([seen, errors]).toEqual([all, []])
  })

  test('of two nodes, is not blinded by one that hides logs where the other one gives less at a time', async () => {
    const hides = await node(() => [])
    const limited = await node(({ from, to }, honest) => (to - from >= 300n ? undefined : honest))
    const { seen, errors } = await followed(await connect(hides, limited))
    expect([seen, errors]).toEqual([all, []])
    expect(limited.ranges.length).toBeLessThan(60)
  })

  test('of two nodes, is not slowed down by one that gives no logs at all', async () => {
    const gives = await node((_range, honest) => honest)
    const none = await node(() => undefined)
    const { seen, errors } = await followed(await connect(gives, none))
    expect([seen, errors]).toEqual([all, []])
    // halved once down to a block, and then believed no more; grown again from there
    expect(gives.ranges.length).toBeLessThan(120)
  })

  test('of two nodes, reads again in shorter ranges what one alone has told while the other one failed', async () => {
    const hides = await node(() => [])
    let failing = true
    const limited = await node(({ from, to }, honest) => (to - from >= 300n ? undefined : honest))
    const honest = limited.proxy.fault!
    limited.proxy.fault = async (call, pass) => (failing && call.method === 'eth_getLogs' ? 503 : honest(call, pass))
    const chain = await connect(hides, limited)
    const reading = followed(chain, (seen) => seen.size === events.length)
    await until('the other one is asked', () => hides.ranges.some(({ to }) => to >= HEAD))
    failing = false
    expect((await reading).seen).toEqual(all)
  })
})
