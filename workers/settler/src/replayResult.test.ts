import { createLogger } from '@assay/keeper'
import { estimateReplayGas } from '@assay/proof'
import { ContractRevert } from '@assay/protocol'
import type { CallbackView, ReplayVerdict, TaskView } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { runLookupModel } from '../../../test/support/lookupModel.ts'
import { tinyModel } from '../../../test/support/tinyModel.ts'
import { type ReplayDeps, replayResult } from './replayResult.ts'

const task = { taskId: idOf(12), state: 'Submitted', traceMode: 'Eager' } as TaskView
const { model } = runLookupModel()
const gas = BigInt(estimateReplayGas(model.program).gas)
const waiting = (tip: bigint) => ({ tip, delivered: false }) as CallbackView

const world = (changes: Partial<ReplayDeps> = {}) => {
  const sent: Uint8Array[] = []
  const run = replayResult({
    log: createLogger('test', 'silent'),
    replay: 'all',
    readProgram: async () => model.program,
    readCallback: async () => undefined,
    deliveryCostOf: async () => 5n,
    gasPrice: async () => 2n,
    fetchModel: async () => model,
    fetchInput: async () => runLookupModel().inputs,
    replayTask: async (_taskId, trace) => {
      sent.push(trace)
      return { state: 'Final', receipt: { gasUsed: 1n } } as ReplayVerdict
    },
    ...changes,
  })
  return { sent, run: (changed: Partial<TaskView> = {}) => run({ ...task, ...changed }) }
}

describe('replayResult', () => {
  test('has the chain run a tiny task, where it is told to', async () => {
    const { sent, run } = world()
    expect(await run()).toBe(true)
    expect(sent).toHaveLength(1)
  })

  test.each([
    ['it is not to', { replay: 'none' }],
    ['nobody waits who pays', { replay: 'paid' }],
    [
      'the tip does not cover replay and delivery',
      { replay: 'paid', readCallback: async () => waiting(2n * gas + 4n) },
    ],
    [
      'the program is too large',
      { readProgram: async () => ({ ...model.program, nodes: Array(500).fill(tinyModel().program.nodes[0]) }) },
    ],
    ['its input cannot be had', { fetchInput: () => Promise.reject(new RangeError('gone')) }],
  ] as [string, Partial<ReplayDeps>][])('sends nothing where %s', async (_, changes) => {
    const { sent, run } = world(changes)
    expect(await run()).toBe(false)
    expect(sent).toEqual([])
  })

  test('is paid by a tip that covers replay and delivery', async () => {
    expect(await world({ replay: 'paid', readCallback: async () => waiting(2n * gas + 5n) }).run()).toBe(true)
  })

  test('leaves a trace on demand alone: there is nothing to hold it against', async () => {
    expect(await world().run({ traceMode: 'OnDemand' })).toBe(false)
  })

  test('tries a task that the chain refused to run once only', async () => {
    let tried = 0
    const { run } = world({
      replayTask: () => {
        tried += 1
        return Promise.reject(new ContractRevert('WrongRoot', {}, 'no', { cause: 0, retryable: false }))
      },
    })
    expect([await run(), await run()]).toEqual([false, false])
    expect(tried).toBe(1)
  })
})
