import { readdirSync } from 'node:fs'
import { interpret } from '@assay/program'
import { commitModel, commitTrace } from '@assay/proof'
import type { Assay } from '@assay/sdk'
import type { Hex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalNetwork, startLocalNetwork } from '../../../../test/support/localNetwork.ts'
import { tinyModel } from '../../../../test/support/tinyModel.ts'
import { publishTinyModel, tinyInput } from '../../../../test/support/tinyTask.ts'
import { createRunner } from './createRunner.ts'

const models = [tinyModel(1), tinyModel(2)] as const
let network: LocalNetwork
let author: Assay
let ids: readonly [Hex, Hex]

beforeAll(async () => {
  network = await startLocalNetwork()
  author = await network.as('client')
  const publish = async (at: 0 | 1) => (await publishTinyModel(author, network.store, models[at])).modelId
  ids = [await publish(0), await publish(1)]
})
afterAll(() => network?.stop())

const newRunner = (modelsHeld: number) => createRunner(author, network.store, { modelsHeld, maxModelBytes: 2 ** 24 })
const joined = (tensors: readonly Uint8Array[]) => Buffer.concat(tensors).toString('hex')
const honest = (at: 0 | 1, seed: number) => interpret(models[at], [tinyInput(seed)])
const lengths = (tensors: readonly Uint8Array[]) => tensors.map(({ byteLength }) => byteLength)

test('a run’s tensors have no bytes once it is given back, inputs and other runs keep theirs', async () => {
  const runner = newRunner(1)
  const inputs = [1, 2, 3].map(tinyInput)
  const runs = []
  for (const input of inputs) runs.push(await runner.runOn({ modelId: ids[0] }, [input]))
  const [first, second, third] = runs as [(typeof runs)[0], (typeof runs)[0], (typeof runs)[0]]
  second.release()
  second.release()
  expect(lengths(second.trace.tensors)).toEqual([0, 0, 0])
  expect(inputs[1]).toEqual(tinyInput(2))
  expect(joined(first.trace.tensors)).toBe(joined(honest(0, 1)))
  expect(joined(third.trace.tensors)).toBe(joined(honest(0, 3)))
  const again = await runner.runOn({ modelId: ids[0] }, [inputs[1]!])
  second.release()
  expect(joined(again.trace.tensors), 'not taken back with a run before it').toBe(joined(honest(0, 2)))
  expect(again.trace.traceRoot).toEqual(second.trace.traceRoot)
  for (const { release } of [first, third, again]) release()
  await runner.close()
})

test('is given back when its model is held no more too, and after the runner was closed', async () => {
  const runner = newRunner(1)
  const [pushedOut, closed] = [
    await runner.runOn({ modelId: ids[0] }, [tinyInput(1)]),
    await runner.runOn({ modelId: ids[1] }, [tinyInput(1)]),
  ]
  expect(joined(pushedOut.trace.tensors)).toBe(joined(honest(0, 1)))
  pushedOut.release()
  await runner.close()
  expect(joined(closed.trace.tensors)).toBe(joined(honest(1, 1)))
  closed.release()
  closed.release()
  expect([pushedOut, closed].flatMap(({ trace }) => lengths(trace.tensors))).toEqual([0, 0, 0, 0, 0, 0])
})

test('models that push each other out are not closed under a run', async () => {
  const runner = newRunner(1)
  const runs = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const at = (i % 2) as 0 | 1
      const { trace, release } = await runner.runOn({ modelId: ids[at] }, [tinyInput(i)])
      const { traceRoot } = trace
      release()
      return { right: commitTrace(commitModel(models[at]), [tinyInput(i)], honest(at, i)).traceRoot, traceRoot }
    }),
  )
  expect(runs.map(({ traceRoot }) => traceRoot)).toEqual(runs.map(({ right }) => right))
  await runner.close()
})

test('a run that is held does not hold its model', async () => {
  expect(globalThis.gc, 'run with --expose-gc').toBeDefined()
  const runner = newRunner(1)
  const runFirst = async () => {
    const model = new WeakRef((await runner.loadModel(ids[0])).commitment)
    const { trace, release } = await runner.runOn({ modelId: ids[0] }, [tinyInput(1)])
    return { model, trace, release }
  }
  const held = await runFirst()
  await runner.loadModel(ids[1])
  for (let i = 0; i < 10 && held.model.deref() !== undefined; i++) {
    // what was looked at stays until the turn ends
    await new Promise((resolve) => setImmediate(resolve))
    globalThis.gc?.()
  }
  expect(held.model.deref()).toBeUndefined()
  expect(joined(held.trace.tensors)).toBe(joined(honest(0, 1)))
  held.release()
  await runner.close()
})

test.runIf(process.platform === 'linux')('runs on as many threads as it is told, with the same roots', async () => {
  const threadCount = () => readdirSync('/proc/self/task').length
  const input = tinyInput(4)
  const rootAndThreads = async (threads: number) => {
    const before = threadCount()
    const limits = { modelsHeld: 1, maxModelBytes: 2 ** 24, threads }
    const runner = createRunner(author, network.store, limits)
    const { trace } = await runner.runOn({ modelId: ids[0] }, [input])
    const started = threadCount() - before
    await runner.close()
    return { root: trace.traceRoot, started }
  }
  const [one, four] = [await rootAndThreads(1), await rootAndThreads(4)]
  expect(four.root).toEqual(one.root)
  expect(four.started - one.started).toBe(3)
})
