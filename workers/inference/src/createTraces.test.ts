import { interpret } from '@assay/program'
import { commitModel, commitTrace } from '@assay/proof'
import { TaskNotFound } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { tinyModel } from '../../../test/support/tinyModel.ts'
import { createTraces, type TracesOptions } from './createTraces.ts'
import { ResultNotServed } from './errors.ts'
import { other, self, taskOf } from './testing.ts'

const model = commitModel(tinyModel())
const input = new Uint8Array(512).fill(9)
const honest = commitTrace(model, [input], interpret(tinyModel(), [input]))

const tracesOf = (task: ReturnType<typeof taskOf>, changes: Partial<TracesOptions> = {}) => {
  let runs = 0
  const traces = createTraces({
    self,
    readTask: async (taskId) => ({ ...task, taskId }),
    runner: {
      run: async () => {
        runs += 1
        return { model, trace: honest }
      },
      runOutput: async () => {
        runs += 1
        return { outputRoot: honest.outputRoot, output: honest.tensors.at(-1)! }
      },
    },
    cacheBytes: 1,
    ...changes,
  })
  return { traces, runs: () => runs }
}

describe('createTraces', () => {
  test('runs a task once for all who ask', async () => {
    const task = taskOf({ state: 'Submitted', provider: self })
    const { traces, runs } = tracesOf(task)
    await Promise.all([traces.compute(task), traces.serve(idOf(12)), traces.serve(idOf(12))])
    expect(runs()).toBe(1)
  })

  test('computes the output alone where the trace is on demand, and the trace when it is asked for', async () => {
    const task = taskOf({ state: 'Submitted', provider: self, traceMode: 'OnDemand' })
    const { traces, runs } = tracesOf(task)
    const computed = await traces.compute(task)
    expect(computed).toEqual({ outputRoot: honest.outputRoot, output: honest.tensors.at(-1) })
    expect((await traces.serve(idOf(12))).nodesRoot).toEqual(honest.nodesRoot)
    expect(runs()).toBe(2)
  })

  test('computes again what it no longer holds', async () => {
    const { traces, runs } = tracesOf(taskOf({ state: 'Final', provider: self }))
    for (const taskId of [idOf(12), idOf(13), idOf(12)]) await traces.serve(taskId)
    expect(runs()).toBe(3)
  })

  test('serves no more what a reorganisation gave to another provider', async () => {
    const task = taskOf({ state: 'Submitted', provider: self })
    let onChain = task
    const { traces, runs } = tracesOf(task, { readTask: async () => onChain, cacheBytes: 2 ** 30 })
    await traces.compute(task)
    await traces.serve(idOf(12))
    expect(runs(), 'held').toBe(1)
    onChain = { ...task, provider: other }
    await expect(traces.serve(idOf(12))).rejects.toBeInstanceOf(ResultNotServed)
  })

  test.each([
    ['of another provider', taskOf({ state: 'Submitted', provider: other })],
    ['that it has not submitted', taskOf({ state: 'Accepted', provider: self })],
    ['that nobody accepted', taskOf()],
  ])('serves nothing of a task %s', async (_, task) => {
    await expect(tracesOf(task).traces.serve(idOf(12))).rejects.toBeInstanceOf(ResultNotServed)
  })

  test('serves nothing of a task that is not there', async () => {
    const { traces } = tracesOf(taskOf(), { readTask: () => Promise.reject(new TaskNotFound(idOf(12))) })
    await expect(traces.serve(idOf(12))).rejects.toBeInstanceOf(ResultNotServed)
  })
})
