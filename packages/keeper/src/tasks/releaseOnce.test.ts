import { createExecutor, runTrace } from '@assay/executor'
import { commitModel } from '@assay/proof'
import { ModelBuilder, seededRandom } from '@assay/proof/testing'
import { expect, test } from 'vitest'
import { type Lender, releaseOnce } from './releaseOnce.ts'

test('gives tensors back once: to their executor, or to the system where that is closed', () => {
  const taken: (readonly Uint8Array[])[] = []
  const lender: Lender = { executor: { release: (tensors) => taken.push(tensors) } }
  const [early, late] = [[new Uint8Array(3)], [new Uint8Array(5)]] as const
  const releases = [early, late].map((tensors) => releaseOnce(lender, tensors))
  releases[0]?.()
  releases[0]?.()
  expect(taken.flat()).toEqual([early[0]])
  expect(taken.flat()[0]).toBe(early[0])
  lender.executor = undefined
  releases[1]?.()
  releases[1]?.()
  expect(taken.flat()).toHaveLength(1)
  expect(late[0]?.byteLength).toBe(0)
})

test('of a trace that another thread hashed, whose tensors are other views than the run gave', async () => {
  const LENGTH = 2 ** 17
  const builder = new ModelBuilder()
  const x = builder.input('u8', [1, 1, 1, LENGTH])
  const whole = Object.fromEntries(
    [0, 1, 2, 3].flatMap((axis) => [
      [`start${axis}`, 0],
      [`step${axis}`, 1],
    ]),
  )
  const y = builder.node('slice', 'u8', [1, 1, 1, LENGTH], [x], whole)
  builder.node('slice', 'u8', [1, 1, 1, 100], [y], whole)
  const model = builder.build(12, 12)
  const commitment = commitModel(model)
  const executor = await createExecutor(model, { hosted: true })
  let given: readonly Uint8Array[] = []
  const watched = {
    hashing: executor.hashing,
    run: async (inputs: readonly Uint8Array[]) => {
      const tensors = await executor.run(inputs)
      given = tensors
      return tensors
    },
  }
  const lender: Lender = { executor }
  for (let seed = 1; seed <= 4; seed++) {
    const input = seededRandom(seed).bytes(LENGTH)
    const { tensors } = await runTrace(watched, commitment, [input])
    expect(given[0]?.byteLength, 'lent, and back as another view').toBe(0)
    expect(Buffer.compare(tensors[0] as Uint8Array, input), `run ${seed}`).toBe(0)
    expect(Buffer.compare(tensors[1] as Uint8Array, input.subarray(0, 100)), `run ${seed}`).toBe(0)
    const release = releaseOnce(lender, tensors)
    release()
    release()
    expect(tensors.map(({ byteLength }) => byteLength)).toEqual([0, 0])
    expect(input.byteLength).toBe(LENGTH)
  }
  await executor.close()
})
