import { optimisticVerifierAbi } from '@assay/protocol'
import type { Assay } from '@assay/sdk'
import { createPublicClient, custom, encodeEventTopics, type Hex, numberToHex, zeroAddress, zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { findTaskId } from './findTaskId.ts'

const verifier = '0x00000000000000000000000000000000000000aa'

const logOf = (taskId: Hex, block: number) => ({
  address: verifier,
  topics: encodeEventTopics({
    abi: optimisticVerifierAbi,
    eventName: 'TaskRequested',
    args: { taskId, client: zeroAddress, modelId: zeroHash },
  }),
  // terms, dials and acceptBy are words of their own
  data: `0x${'0'.repeat(64 * 20)}`,
  blockNumber: numberToHex(block),
  blockHash: numberToHex(block, { size: 32 }),
  transactionHash: numberToHex(block, { size: 32 }),
  transactionIndex: '0x0',
  logIndex: '0x0',
  removed: false,
})

const assayWith = (...logs: ReturnType<typeof logOf>[]) => {
  const request = async ({ method }: { method: string }) => (method === 'eth_blockNumber' ? '0x9' : logs)
  const publicClient = createPublicClient({ transport: custom({ request }) })
  const deployment = { startBlock: 0n, chainId: 1 }
  // all that is looked at
  return { publicClient, deployment, contracts: { optimisticVerifier: verifier } } as unknown as Assay
}
const one: Hex = `0x12345678${'a'.repeat(56)}`
const other: Hex = `0x12345678${'b'.repeat(56)}`

test('a task that a node shows in two blocks, as after a reorganisation, is one', async () => {
  expect(await findTaskId(assayWith(logOf(one, 3), logOf(one, 4)), '0x12345678')).toBe(one)
})

test('two tasks whose ids begin alike are told apart by more digits, in letters of either size', async () => {
  const assay = assayWith(logOf(one, 3), logOf(other, 4))
  await expect(findTaskId(assay, '0x12345678')).rejects.toThrow(`2 tasks' ids begin with 0x12345678: ${one}, ${other}.`)
  expect(await findTaskId(assay, '0x12345678B')).toBe(other)
  await expect(findTaskId(assay, '0x12345679')).rejects.toThrow("no task's id begins with 0x12345679")
})
