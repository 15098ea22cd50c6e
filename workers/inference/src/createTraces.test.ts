import { encodeAnswer } from '@assay/proof'
import { tamperTrace } from '@assay/proof/testing'
import { TaskNotFound } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { lendRuns } from '../../../test/support/lendRuns.ts'
import { tinyModel } from '../../../test/support/tinyModel.ts'
import { createTraces, type TracesOptions } from './createTraces.ts'
import { ResultNotServed } from './errors.ts'
import { other, self, taskOf } from './testing.ts'

const input = new Uint8Array(512).fill(9)
const { model, trace: honest } = lendRuns(tinyModel()).run([input])
const honestOutput = honest.tensors.at(-1)!
const outputOf = ({ tensors }: typeof honest) => tensors.at(-1)
const bytes = (part: Uint8Array | undefined) => part && Buffer.from(part).toString('hex')

const tracesOf = (task: ReturnType<typeof taskOf>, changes: Partial<TracesOptions> = {}) => {
  const lent = lendRuns(tinyModel())
  let outputs = 0
  const traces = createTraces({
    self,
    readTask: async (taskId) => ({ ...task, taskId }),
    runner: {
      run: async () => lent.run([input]),
      runOutput: async () => {
        outputs += 1
        return { outputRoot: honest.outputRoot, output: honestOutput }
      },
    },
    cacheBytes: 1,
    ...changes,
  })
  return { traces, alive: lent.alive, runs: () => lent.count() + outputs }
}

describe('createTraces', () => {
  test('runs a task once for all who ask', async () => {
    const task = taskOf({ state: 'Submitted', provider: self })
    const { traces, runs } = tracesOf(task)
    await Promise.all([traces.compute(task), traces.serve(idOf(12), outputOf), traces.serve(idOf(12), outputOf)])
    expect(runs()).toBe(1)
  })

  test('computes the output alone where the trace is on demand, and the trace when it is asked for', async () => {
    const task = taskOf({ state: 'Submitted', provider: self, traceMode: 'OnDemand' })
    const { traces, runs } = tracesOf(task)
    const computed = await traces.compute(task)
    expect(computed).toEqual({ outputRoot: honest.outputRoot, output: honestOutput })
    expect(await traces.serve(idOf(12), ({ nodesRoot }) => nodesRoot)).toEqual(honest.nodesRoot)
    expect(runs()).toBe(2)
  })

  test('computes again what it no longer holds', async () => {
    const { traces, runs } = tracesOf(taskOf({ state: 'Final', provider: self }))
    for (const taskId of [idOf(12), idOf(13), idOf(12)])
      expect(bytes(await traces.serve(taskId, outputOf))).toBe(bytes(honestOutput))
    expect(runs()).toBe(3)
  })

  test('serves nothing of what a trace does not have', async () => {
    const { traces } = tracesOf(taskOf({ state: 'Final', provider: self }))
    expect(await traces.serve(idOf(12), ({ tensors }) => tensors[99])).toBeUndefined()
  })

  test('serves no more what a reorganisation gave to another provider', async () => {
    const task = taskOf({ state: 'Submitted', provider: self })
    let onChain = task
    const { traces, runs } = tracesOf(task, { readTask: async () => onChain, cacheBytes: 2 ** 30 })
    await traces.compute(task)
    await traces.serve(idOf(12), outputOf)
    expect(runs(), 'held').toBe(1)
    onChain = { ...task, provider: other }
    await expect(traces.serve(idOf(12), outputOf)).rejects.toBeInstanceOf(ResultNotServed)
  })

  test.each([
    ['of another provider', taskOf({ state: 'Submitted', provider: other })],
    ['that it has not submitted', taskOf({ state: 'Accepted', provider: self })],
    ['that nobody accepted', taskOf()],
  ])('serves nothing of a task %s', async (_, task) => {
    await expect(tracesOf(task).traces.serve(idOf(12), outputOf)).rejects.toBeInstanceOf(ResultNotServed)
  })

  test('serves nothing of a task that is not there', async () => {
    const { traces } = tracesOf(taskOf(), { readTask: () => Promise.reject(new TaskNotFound(idOf(12))) })
    await expect(traces.serve(idOf(12), outputOf)).rejects.toBeInstanceOf(ResultNotServed)
  })
})

describe('the memory of traces', () => {
  const task = taskOf({ state: 'Submitted', provider: self })

  test('is given back when they are dropped: many tasks in turn leave one', async () => {
    const { traces, runs, alive } = tracesOf(task)
    for (let i = 0; i < 20; i++) {
      await traces.compute({ ...task, taskId: idOf(i) })
      expect(alive(), `after task ${i}`).toBe(1)
    }
    expect(runs()).toBe(20)
    await traces.close()
    expect(alive()).toBe(0)
  })

  test('stays while it is read, by whom it may be: all who wait get right bytes, though each trace pushes the others out', async () => {
    const { traces, runs, alive } = tracesOf(task)
    const position = { tree: 'node', tensor: 0, level: 0, index: 1 } as const
    const answer = bytes(encodeAnswer(model, honest, position))
    const asked = Array.from({ length: 60 }, async (_, i) => {
      const taskId = idOf(i % 5)
      if (i % 3 === 0) {
        const { output, nodesRoot } = await traces.compute({ ...task, taskId })
        expect([bytes(output), bytes(nodesRoot)]).toEqual([bytes(honestOutput), bytes(honest.nodesRoot)])
        return
      }
      const opened = await traces.open(taskId, (trace) => encodeAnswer(model, trace, position))
      expect(bytes(opened)).toBe(answer)
    })
    await Promise.all(asked)
    expect(runs()).toBeGreaterThanOrEqual(5)
    expect(alive()).toBe(1)
    await traces.close()
    expect(alive()).toBe(0)
  })

  test('may be given back while parts of it are on their way', async () => {
    const { traces, alive } = tracesOf(task)
    const parts = {
      output: outputOf,
      'a whole chunk': ({ nodeTrees }: typeof honest) => nodeTrees[0]!.chunk(0),
      'the end of a chunk, padded': ({ nodeTrees }: typeof honest) => nodeTrees[0]!.chunk(3),
      leaves: ({ nodeTrees }: typeof honest) => nodeTrees[0]!.leaves,
      roots: ({ nodesTree }: typeof honest) => nodesTree.leaves,
      'a tensor': ({ tensors }: typeof honest) => tensors[1],
    }
    const { output } = await traces.compute({ ...task, taskId: idOf(1) })
    const served = new Map<string, Uint8Array | undefined>()
    for (const [name, part] of Object.entries(parts)) served.set(name, await traces.serve(idOf(1), part))
    const opened = await traces.open(idOf(1), (trace) => trace.nodeTrees[0]!.chunk(0))
    await traces.close()
    expect(alive()).toBe(0)
    for (const [name, part] of Object.entries(parts)) expect(bytes(served.get(name)), name).toBe(bytes(part(honest)))
    expect([bytes(output), bytes(opened)]).toEqual([bytes(honestOutput), bytes(honest.nodeTrees[0]!.chunk(0))])
  })

  test('of one output, however many read it, is held once', async () => {
    const { traces } = tracesOf(task, { cacheBytes: 2 ** 30 })
    const read = await Promise.all(Array.from({ length: 10 }, () => traces.serve(idOf(1), outputOf)))
    expect(new Set(read).size).toBe(1)
    await traces.close()
  })

  test('is given back with a trace that was tampered with, which shares tensors with the honest one', async () => {
    const lie = { what: 'byte', node: 1, offset: 0, xor: 1 } as const
    const { traces, alive } = tracesOf(task, {
      tamper: (_task, run) => tamperTrace(run.model, run.trace, lie, { downstream: 'recomputed' }),
    })
    const lying = tamperTrace(model, honest, lie, { downstream: 'recomputed' })
    for (const i of [1, 2, 1]) {
      const { nodesRoot } = await traces.compute({ ...task, taskId: idOf(i) })
      expect(bytes(nodesRoot)).toBe(bytes(lying.nodesRoot))
      for (const node of [0, 1, 2])
        expect(bytes(await traces.serve(idOf(i), ({ nodeTrees }) => nodeTrees[node]!.chunk(0))), `node ${node}`).toBe(
          bytes(lying.nodeTrees[node]!.chunk(0)),
        )
      expect(alive()).toBe(1)
    }
    await traces.close()
    expect(alive()).toBe(0)
  })

  test('is given back where it cannot be tampered with, or read', async () => {
    const { traces, runs, alive } = tracesOf(task, {
      tamper: () => {
        throw new TypeError('no lie')
      },
    })
    await expect(traces.compute(task)).rejects.toThrow('no lie')
    expect([runs(), alive()]).toEqual([1, 0])
    const honestly = tracesOf(task)
    const failing = honestly.traces.open(idOf(12), () => {
      throw new TypeError('no such position')
    })
    await expect(failing).rejects.toThrow('no such position')
    await honestly.traces.close()
    expect([honestly.runs(), honestly.alive()]).toEqual([1, 0])
  })
})
