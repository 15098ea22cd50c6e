import { interpret } from '@assay/program'
import { commitModel, commitTrace, type TraceCommitment } from '@assay/proof'
import { numberToHex } from 'viem'
import { expect, test } from 'vitest'
import { tinyModel } from '../../../test/support/tinyModel.ts'
import { createTraces } from './createTraces.ts'
import { heldBytes } from './heldBytes.ts'
import { self, taskOf } from './testing.ts'

const model = commitModel(tinyModel())
const { activationChunkLog2 } = model.program
const image = new Uint8Array(512)
const tensors = interpret(tinyModel(), [image])
/** What a worker does between two traces: memory that they shared with it would stay with them. */
const doOtherThings = () => {
  for (let i = 0; i < 200; i++) Buffer.from('a line of a log, a part of a request')
}
/** Small tensors are parts of one buffer, as the executor gives them. */
const makeTrace = (): TraceCommitment => {
  doOtherThings()
  const { buffer } = Uint8Array.from(Buffer.concat(tensors))
  let end = 0
  const parts = tensors.map(({ length }) => {
    end += length
    return new Uint8Array(buffer, end - length, length)
  })
  return commitTrace(model, [image.slice()], parts)
}
const buildTrees = (trace: TraceCommitment) => [trace.nodeTrees, trace.inputTrees, trace.nodesTree, trace.inputsTree]

const memory = () => {
  expect(globalThis.gc, 'run with --expose-gc').toBeDefined()
  // buffers go one collection after what held them
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

test('is at least what a trace with its trees takes, and not twice as much', () => {
  const kept: TraceCommitment[] = []
  const hold = (count: number) => {
    for (let i = 0; i < count; i++) {
      const trace = makeTrace()
      buildTrees(trace)
      kept.push(trace)
    }
  }
  hold(200)
  const before = memory()
  hold(800)
  const each = (memory() - before) / 800
  const said = heldBytes(kept[0] as TraceCommitment, activationChunkLog2)
  expect(each).toBeLessThan(said)
  expect(each).toBeGreaterThan(said / 2)
})

test('however small the tensors, what is held of traces stays within the limit', async () => {
  const cacheBytes = 2 ** 21
  const task = taskOf({ state: 'Accepted', provider: self })
  const traces = createTraces({
    self,
    cacheBytes,
    readTask: async () => task,
    runner: {
      run: async () => {
        const trace = makeTrace()
        buildTrees(trace)
        return { model, trace, release: () => {} }
      },
      runOutput: async () => Promise.reject(new TypeError('not asked for')),
    },
  })
  const compute = async (from: number, count: number) => {
    for (let i = from; i < from + count; i++) await traces.compute({ ...task, taskId: numberToHex(i, { size: 32 }) })
  }
  await compute(0, 100)
  const before = memory()
  // their tensors alone would fit in
  await compute(100, 1_200)
  expect(memory() - before).toBeLessThan(cacheBytes)
  await traces.close()
})
