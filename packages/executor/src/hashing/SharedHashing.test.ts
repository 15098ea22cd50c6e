import { interpret, tensorBytes } from '@assay/program'
import { commitModel, commitTrace } from '@assay/proof'
import { randomInputs, randomModel, seededRandom } from '@assay/proof/testing'
import { afterEach, expect, test } from 'vitest'
import { HashThreadError } from '../errors.ts'
import { runTrace } from '../runTrace.ts'
import { HashThread } from './HashThread.ts'
import { SharedHashing } from './SharedHashing.ts'
import type { Way } from './Trial.ts'

/** Always the same way. */
const always = (way: Way) => ({ next: () => way, note: () => undefined, over: false })

const open: SharedHashing[] = []
const sharing = (way: Way, threads = 2): SharedHashing => {
  const hashing = new SharedHashing(threads, always(way))
  open.push(hashing)
  return hashing
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((hashing) => hashing.close()))
})

/** A model, an honest run's inputs, and its tensors: each in memory of its own, or parts of one. */
const scene = (seed: number) => {
  const random = seededRandom(seed)
  const model = randomModel(random)
  const inputs = randomInputs(random, model)
  const honest = commitTrace(commitModel(model), inputs, interpret(model, inputs))
  const tensors = () => interpret(model, inputs).map((bytes) => Uint8Array.from(bytes))
  const packed = () => {
    const memory = new Uint8Array(model.program.nodes.reduce((sum, node) => sum + tensorBytes(node), 0))
    let at = 0
    return tensors().map((bytes) => {
      memory.set(bytes, at)
      at += bytes.length
      return memory.subarray(at - bytes.length, at)
    })
  }
  return { commitment: commitModel(model), inputs, honest, tensors, packed }
}

test.each([2, 3, 5])(
  '%i threads give the roots and the bytes that one gives, whatever the chunks and however memory is laid out',
  async (threads) => {
    const hashing = sharing('shared', threads)
    for (let seed = 0; seed < 40; seed++) {
      const { commitment, inputs, honest, tensors, packed } = scene(seed)
      for (const make of [tensors, packed]) {
        const trace = await hashing.commit(commitment, inputs, make())
        expect(trace.traceRoot, `model ${seed}`).toEqual(honest.traceRoot)
        expect(Buffer.concat(trace.tensors)).toEqual(Buffer.concat(honest.tensors))
        expect(trace.nodesTree.root).toEqual(honest.nodesTree.root)
      }
    }
  },
)

test('several traces at once do not mix', async () => {
  const hashing = sharing('shared')
  const scenes = Array.from({ length: 12 }, (_, seed) => scene(100 + seed))
  const traces = await Promise.all(
    scenes.map(({ commitment, inputs, tensors }) => hashing.commit(commitment, inputs, tensors())),
  )
  traces.forEach((trace, i) => {
    expect(trace.traceRoot, `trace ${i}`).toEqual(scenes[i]!.honest.traceRoot)
  })
})

test('a trace whose thread has ended is made once more', async () => {
  const { commitment, inputs, honest, tensors } = scene(7)
  let runs = 0
  const executor = {
    hashing: { commit: () => Promise.reject(new HashThreadError(new Error('out of memory'))) },
    run: async () => {
      runs++
      return tensors()
    },
  }
  expect((await runTrace(executor, commitment, inputs)).traceRoot).toEqual(honest.traceRoot)
  expect(runs).toBe(2)
})

test('a thread that ends in the middle of its work is an error at once, the others are ended, and the next trace is hashed alone', async () => {
  const model = scene(7)
  const large = model.tensors().map((bytes) => Uint8Array.from({ length: 2 ** 20 }, (_, i) => bytes[0]! + i))
  const threads: HashThread[] = []
  const hashing = new SharedHashing(4, always('shared'), () => {
    const thread = new HashThread()
    threads.push(thread)
    if (threads.length !== 2) return thread
    return {
      hash: (buffers, chunkBytes) => {
        const pending = thread.hash(buffers, chunkBytes)
        void thread.close()
        return pending
      },
      get ended() {
        return thread.ended
      },
      close: () => thread.close(),
    }
  })
  await expect(hashing.commit(model.commitment, model.inputs, large)).rejects.toThrow(HashThreadError)
  const trace = await hashing.commit(model.commitment, model.inputs, model.tensors())
  expect(trace.traceRoot).toEqual(model.honest.traceRoot)
  expect(threads.map(({ ended }) => ended)).toEqual([true, true, true])
})

test('a lost trial ends the thread, and nothing is tried or noted any more', async () => {
  const { commitment, inputs, honest, tensors } = scene(9)
  let asked = 0
  const hashing = new SharedHashing(2, {
    next: () => {
      asked++
      return asked === 1 ? 'shared' : 'alone'
    },
    note: () => undefined,
    over: true,
  })
  open.push(hashing)
  for (let run = 0; run < 3; run++)
    expect((await hashing.commit(commitment, inputs, tensors())).traceRoot).toEqual(honest.traceRoot)
  expect(asked, 'the first run’s way, and whether to go on').toBe(2)
})

test('once closed it hashes alone', async () => {
  const hashing = sharing('shared')
  const { commitment, inputs, honest, tensors } = scene(8)
  await hashing.close()
  const own = tensors()
  expect((await hashing.commit(commitment, inputs, own)).traceRoot).toEqual(honest.traceRoot)
  expect(own.every(({ length }, i) => length === honest.tensors[i]!.length)).toBe(true)
})
