import { serveStep, tamperTrace } from '@assay/proof/testing'
import { RpcUnreachable } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { lookupModel } from '../../../test/support/lookupModel.ts'
import { bytesOfRun } from './bytesOfRun.ts'
import { hex, honest, honestRun, lie, lieAt, model, nothing, proofOf, world } from './testing.ts'

describe('the memory of a run', () => {
  const tasks = [idOf(1), idOf(2), idOf(3)]

  test('is given back when the result agrees', async () => {
    const { executed, unreleased, run } = world(honest)
    for (const taskId of tasks) {
      expect(await run(taskId)).toEqual({ did: 'agrees' })
      expect(unreleased()).toBe(0)
    }
    expect(executed()).toBe(tasks.length)
  })

  test('is held as long as a wrong result stands, and given back with its conviction', async () => {
    const { executed, unreleased, answer, run } = world(lieAt(lie), nothing)
    for (let look = 0; look < 3; look++) {
      await run()
      answer(lieAt(lie))
      expect(unreleased()).toBe(1)
    }
    expect(await run()).toEqual({ did: 'convicted' })
    expect([executed(), unreleased()]).toEqual([1, 0])
  })

  test('is given back with a silence, a replay, or the end that others made', async () => {
    const silent = world(lieAt(lie), nothing)
    await silent.run()
    silent.chain.now = 1_060n
    expect(await silent.run()).toEqual({ did: 'convicted: silence' })
    const small = honestRun(lookupModel())
    const wrong = tamperTrace(small.model, small.honest, lie, { downstream: 'recomputed' })
    const replayed = world(wrong, { ...nothing, replayGas: 2 ** 24 }, wrong, small)
    expect(await replayed.run()).toEqual({ did: 'convicted: replay' })
    const others = world(lieAt(lie), nothing)
    await others.run()
    expect(others.unreleased()).toBe(1)
    others.chain.task = { ...others.chain.task, state: 'Refuted' }
    expect((await others.run()).did).toContain('Refuted')
    expect([silent, replayed, others].map(({ unreleased }) => unreleased())).toEqual([0, 0, 0])
  })

  test('is given back where the chain fails and there is no room for it, or nothing can be compared', async () => {
    const failing = world(lieAt(lie), {
      heldBytes: 0,
      proveFraud: () => Promise.reject(new RpcUnreachable('http://127.0.0.1:1', 'ECONNREFUSED', undefined)),
    })
    await expect(failing.run()).rejects.toThrow(RpcUnreachable)
    const other = world(honest)
    other.chain.task = { ...other.chain.task, inputRoot: hex('9', 32) }
    expect((await other.run()).did).toBe('not-our-input')
    expect([failing, other].map(({ executed, unreleased }) => [executed(), unreleased()])).toEqual([
      [1, 0],
      [1, 0],
    ])
  })

  test('stays with who works on it while others push it out, and is given back afterwards', async () => {
    let atWork = () => {}
    const working = new Promise<void>((resolve) => {
      atWork = resolve
    })
    let goOn = () => {}
    const mayGoOn = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const lying = lieAt(lie)
    const room = bytesOfRun({ model, trace: honest })
    let asked = 0
    const { proofs, executed, unreleased, run } = world(lying, {
      heldBytes: room,
      fetchStep: async ({ taskId }, _model, step) => {
        if (taskId !== tasks[0]) throw new TypeError('no answer')
        // its second look, with the run that was held
        asked += 1
        if (asked <= 3) throw new TypeError('no answer yet')
        atWork()
        await mayGoOn
        return serveStep(lying, step)
      },
    })
    expect((await run(tasks[0])).did).toBe('demanded')
    expect([executed(), unreleased()]).toEqual([1, 1])
    const convicting = run(tasks[0])
    await working
    expect((await run(tasks[1])).did).toBe('waits for an answer')
    expect([executed(), unreleased()], 'the first is not held any more, but worked on').toEqual([2, 2])
    expect((await run(tasks[2])).did).toBe('waits for an answer')
    expect([executed(), unreleased()], 'the second is given back').toEqual([3, 2])
    goOn()
    expect(await convicting).toEqual({ did: 'convicted' })
    expect(proofs).toEqual([proofOf(lying)])
    expect([executed(), unreleased()], 'judged wrong, it had taken the place of the third').toEqual([3, 0])
  })
})
