import { openingsAbi } from '@assay/protocol'
import {
  createPublicClient,
  custom,
  encodeAbiParameters,
  encodeEventTopics,
  HttpRequestError,
  hexToBigInt,
  LimitExceededRpcError,
  numberToHex,
  TimeoutError,
} from 'viem'
import { expect, it } from 'vitest'
import { idOf } from '../../../../test/support/idOf.ts'
import type { Assay } from '../Assay.ts'
import { LogsRefused, RpcUnreachable } from '../errors.ts'
import { readLogs } from './readLogs.ts'

const address = '0x00000000000000000000000000000000000000aa'
const url = 'http://127.0.0.1:1'
const query = { address, abi: openingsAbi, eventName: 'BondReturned', args: { taskId: idOf(7) } } as const

const logAt = (block: bigint, wei: bigint) => ({
  address,
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
  logIndex: '0x0',
  removed: false,
})

interface World {
  readonly head: bigint
  /** Block of each event. */
  readonly events?: readonly bigint[]
  /** Throws where the node refuses. */
  readonly refuse: (range: { from: bigint; to: bigint; logs: number; ask: number }) => void
  readonly down?: boolean
}

const world = ({ head, events = [], refuse, down = false }: World) => {
  const asked: { from: bigint; to: bigint }[] = []
  let underWay = 0
  const request = async ({
    method,
    params,
  }: {
    method: string
    params: [{ fromBlock: `0x${string}`; toBlock: `0x${string}` }]
  }) => {
    if (method === 'eth_blockNumber' && !down) return numberToHex(head)
    if (method !== 'eth_getLogs') throw new HttpRequestError({ url, details: 'refused' })
    expect(++underWay, 'one at a time').toBe(1)
    try {
      const [from, to] = [hexToBigInt(params[0].fromBlock), hexToBigInt(params[0].toBlock)]
      asked.push({ from, to })
      const logs = events.flatMap((block, i) => (block >= from && block <= to ? [logAt(block, BigInt(i))] : []))
      await Promise.resolve()
      refuse({ from, to, logs: logs.length, ask: asked.length })
      return logs
    } finally {
      underWay--
    }
  }
  const publicClient = createPublicClient({ transport: custom({ request }, { retryCount: 1, retryDelay: 1 }) })
  // url, client and first block are all that is looked at
  const assay = { rpcUrl: url, publicClient, deployment: { startBlock: 0n } } as unknown as Assay
  return { assay, asked }
}
const tooMany = () => {
  throw new LimitExceededRpcError(new Error('query returned more than 3 results'))
}
const bonds = async (assay: Assay, toBlock?: bigint) =>
  (await readLogs(assay, { ...query, ...(toBlock === undefined ? {} : { toBlock }) })).map(({ args }) => args.bondWei)
const numbered = (count: number) => Array.from({ length: count }, (_, i) => BigInt(i))

it('halves a range with too many events until the node gives it, and has each event once, in order', async () => {
  const events = numbered(200).map((i) => 5_000n + i / 3n)
  const { assay, asked } = world({ head: 60_000n, events, refuse: ({ logs }) => logs > 3 && tooMany() })
  expect(await bonds(assay)).toEqual(numbered(200))
  expect(asked.length, 'not block by block, also not behind the flood').toBeLessThan(300)
})

it('finds a limit of blocks and keeps below it', async () => {
  const events = [0n, 1_999n, 2_000n, 39_999n, 40_000n]
  const { assay, asked } = world({ head: 40_000n, events, refuse: ({ from, to }) => to - from >= 2_000n && tooMany() })
  expect(await bonds(assay)).toEqual(numbered(5))
  // 33 ranges of 1,250 blocks, the first halvings, and a longer one tried after each four
  expect(asked.length).toBeLessThanOrEqual(33 + 3 + 9)
})

it.each([
  ['times out', () => new TimeoutError({ body: {}, url })],
  ['cuts the connection', () => new HttpRequestError({ url, details: 'socket hang up' })],
  ['answers 413', () => new HttpRequestError({ url, status: 413 })],
] as const)('a range for which the node %s is halved, too', async (_what, failure) => {
  const refuse = ({ logs }: { logs: number }) => {
    if (logs > 1) throw failure()
  }
  const { assay } = world({ head: 100n, events: [3n, 4n, 90n], refuse })
  expect(await bonds(assay)).toEqual(numbered(3))
})

it('names the block whose events a node does not give at all', async () => {
  const { assay, asked } = world({ head: 9_999n, events: [77n, 77n], refuse: ({ logs }) => logs > 1 && tooMany() })
  const error = await bonds(assay).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(LogsRefused)
  expect(error).toMatchObject({ block: 77n, retryable: true })
  expect((error as Error).message).toMatch(/BondReturned.*block 77.*more than 3 results.*ASSAY_RPC_URL/)
  expect(asked.length).toBeLessThan(100)
})

it('asks a node that is down once, and whoever limits it no more often than before', async () => {
  const lost = world({
    ...{ head: 9_999n, down: true },
    refuse: () => {
      throw new HttpRequestError({ url, details: 'ECONNREFUSED' })
    },
  })
  await expect(bonds(lost.assay, 9_999n)).rejects.toThrow(RpcUnreachable)
  expect(lost.asked).toHaveLength(1)
  const limited = world({
    ...{ head: 9_999n, events: [5n] },
    refuse: ({ ask }) => {
      if (ask <= 2) throw new HttpRequestError({ url, status: 429 })
    },
  })
  expect(await bonds(limited.assay)).toEqual([0n])
  expect(limited.asked).toEqual(Array(3).fill({ from: 0n, to: 9_999n }))
})
