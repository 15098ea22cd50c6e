import { encodePosition, type Position } from '@assay/proof'
import { openingsAbi } from '@assay/protocol'
import { createPublicClient, custom, encodeAbiParameters, encodeEventTopics, hexToBigInt, numberToHex } from 'viem'
import { expect, it } from 'vitest'
import { idOf } from '../../../../test/support/idOf.ts'
import type { Assay } from '../Assay.ts'
import { listAnswers } from './listAnswers.ts'

const address = '0x00000000000000000000000000000000000000aa'
const at = (index: number): Position => ({ tree: 'input', tensor: 0, level: 0, index })

/** A node on which all of these are answered, each with its own index. */
const world = (answered: readonly Position[]) => {
  const asked: (readonly string[])[] = []
  const logs = answered.map((position, i) => ({
    address,
    topics: encodeEventTopics({
      abi: openingsAbi,
      eventName: 'OpeningAnswered',
      args: { taskId: idOf(7), position: encodePosition(position), provider: address },
    }),
    data: encodeAbiParameters(
      [{ type: 'address' }, { type: 'uint256' }, { type: 'bytes' }],
      [address, 1n, numberToHex(position.index, { size: 4 })],
    ),
    ...{ blockNumber: '0x1', blockHash: numberToHex(1, { size: 32 }), transactionHash: numberToHex(i, { size: 32 }) },
    ...{ transactionIndex: '0x0', logIndex: numberToHex(i), removed: false },
  }))
  const request = async ({
    method,
    params,
  }: {
    method: string
    params: [{ topics: (string | string[] | null)[] }]
  }) => {
    if (method === 'eth_blockNumber') return '0x9'
    const wanted = [params[0].topics[2] ?? []].flat()
    asked.push(wanted)
    return logs.filter(({ topics }) => wanted.length === 0 || wanted.includes(String(topics[2])))
  }
  const publicClient = createPublicClient({ transport: custom({ request }) })
  const contracts = { openings: address }
  // these are all that is looked at
  const assay = { rpcUrl: 'http://127.0.0.1:1', publicClient, contracts, deployment: { startBlock: 0n } }
  return { asked, assay: assay as unknown as Assay }
}

it('asks for no more than 256 positions at once, for each once, and has every answer', async () => {
  const wanted = Array.from({ length: 600 }, (_, index) => at(index))
  const { asked, assay } = world([...wanted, at(9_999)])
  const answers = await listAnswers(assay, idOf(7), { positions: wanted, fromBlock: 0n })
  expect(answers.map(({ position, bytes }) => [position.index, bytes[3]! + bytes[2]! * 256])).toEqual(
    wanted.map(({ index }) => [index, index]),
  )
  expect(asked.map(({ length }) => length)).toEqual([256, 256, 88])
  expect(new Set(asked.flat().map((topic) => hexToBigInt(topic as `0x${string}`))).size).toBe(600)
})

it('of no positions asks nothing, and of all everything at once', async () => {
  const { asked, assay } = world([at(1), at(2)])
  expect(await listAnswers(assay, idOf(7), { positions: [], fromBlock: 0n })).toEqual([])
  expect(asked).toEqual([])
  expect(await listAnswers(assay, idOf(7), { fromBlock: 0n })).toHaveLength(2)
})
