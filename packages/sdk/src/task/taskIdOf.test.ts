import { readFileSync } from 'node:fs'
import { optimisticVerifierAbi } from '@assay/protocol'
import { type Address, decodeAbiParameters, getAbiItem, type Hex } from 'viem'
import { expect, test } from 'vitest'
import type { TaskTerms } from '../quote/TaskTerms.ts'
import type { DialsView } from '../read/readTask.ts'
import { taskIdOf } from './taskIdOf.ts'

interface Vectors {
  readonly chainId: readonly number[]
  readonly verifier: readonly Address[]
  readonly client: readonly Address[]
  readonly terms: readonly Hex[]
  readonly dials: readonly Hex[]
  readonly taskId: readonly Hex[]
}
const file = new URL('../../../../vectors/taskIds.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors
// the contract's own types
const [, , , terms, dials] = getAbiItem({ abi: optimisticVerifierAbi, name: 'TaskRequested' }).inputs

test('T-7: gives the ids of vectors/taskIds.json', () => {
  expect(vectors.taskId.length).toBeGreaterThanOrEqual(30)
  for (const [i, taskId] of vectors.taskId.entries()) {
    const request = {
      chainId: vectors.chainId[i]!,
      verifier: vectors.verifier[i]!,
      client: vectors.client[i]!,
      terms: decodeAbiParameters([terms], vectors.terms[i]!)[0] as TaskTerms,
      dials: decodeAbiParameters([dials], vectors.dials[i]!)[0] as DialsView,
    }
    expect(taskIdOf(request), `request ${i}`).toBe(taskId)
  }
})
