import type { Hex, PublicClient } from 'viem'
import type { Assay } from '../Assay.ts'
import { askNode } from './askNode.ts'
import { readTask } from './readTask.ts'

/** After a reorganisation the request may stand in an earlier block of the same second. */
const MARGIN_BLOCKS = 64n
const REMEMBERED = 10_000

const remembered = new WeakMap<PublicClient, Map<string, bigint>>()

/** A block before which nothing happened to the task: 64 before the first of its request's second. Looked for once for each task. */
export async function firstBlockOfTask(assay: Assay, taskId: Hex): Promise<bigint> {
  const { acceptBy, acceptSec } = await readTask(assay, taskId)
  const requestedAt = acceptBy - BigInt(acceptSec)
  const known = remembered.get(assay.publicClient) ?? new Map<string, bigint>()
  remembered.set(assay.publicClient, known)
  const key = `${assay.contracts.optimisticVerifier} ${taskId} ${requestedAt}`
  const found = known.get(key) ?? (await firstBlockAt(assay, requestedAt))
  known.set(key, found)
  const [oldest] = known.keys()
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
  const { startBlock } = assay.deployment
  return found - MARGIN_BLOCKS > startBlock ? found - MARGIN_BLOCKS : startBlock
}

/** The first block at or after a time; the head, if that is earlier. From the head backwards: most tasks are young. */
async function firstBlockAt(assay: Assay, time: bigint): Promise<bigint> {
  const { number: head } = await askNode(assay, (client) => client.getBlock())
  const isLate = async (blockNumber: bigint) =>
    (await askNode(assay, (client) => client.getBlock({ blockNumber }))).timestamp >= time
  let [low, high] = [assay.deployment.startBlock, head]
  for (let step = 1n; high - step > low; step *= 2n) {
    if (!(await isLate(high - step))) {
      low = high - step + 1n
      break
    }
    high -= step
  }
  while (low < high) {
    const middle = (low + high) / 2n
    if (await isLate(middle)) high = middle
    else low = middle + 1n
  }
  return high
}
