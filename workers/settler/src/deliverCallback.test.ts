import { createLogger } from '@assay/keeper'
import type { CallbackView, DeliveryAttempt, TaskView } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { type DeliverDeps, deliverCallback } from './deliverCallback.ts'

const task = { taskId: 12n, state: 'Final' } as TaskView
const output = Uint8Array.of(1, 2, 3)
const waiting: CallbackView = {
  client: `0x${'1'.repeat(40)}`,
  consumer: `0x${'2'.repeat(40)}`,
  gasLimit: 50_000,
  delivered: false,
  tip: 100n,
}

const world = (changes: Partial<DeliverDeps> = {}) => {
  const sent: Uint8Array[] = []
  const run = deliverCallback({
    log: createLogger('test', 'silent'),
    deliver: 'paid',
    readCallback: async () => waiting,
    costOf: async () => 100n,
    outputOf: async () => output,
    wouldTake: async () => true,
    deliverResult: async (_taskId, bytes) => {
      sent.push(bytes)
      return { delivered: true, tip: 100n } as DeliveryAttempt
    },
    ...changes,
  })
  return { sent, run: () => run(task) }
}

describe('deliverCallback', () => {
  test('C-1: brings a final result to the contract that waits for it', async () => {
    const { sent, run } = world()
    expect(await run()).toEqual({ did: 'delivered' })
    expect(sent).toEqual([output])
  })

  test.each([
    ['nobody waits', { readCallback: async () => undefined }],
    ['it was delivered', { readCallback: async () => ({ ...waiting, delivered: true }) }],
    ['it is not to deliver', { deliver: 'none' as const }],
    ['the tip does not cover the gas', { costOf: async () => 101n }],
  ])('sends nothing where %s', async (_, changes) => {
    const { sent, run } = world(changes)
    expect(await run()).not.toHaveProperty('again')
    expect(sent).toEqual([])
  })

  test('delivers without a tip where it is told to', async () => {
    expect(await world({ costOf: async () => 101n, deliver: 'all' }).run()).toEqual({ did: 'delivered' })
  })

  test('a consumer that refuses costs no transaction, is asked again with growing waits, and given up', async () => {
    const { sent, run } = world({ wouldTake: async () => false })
    const waits: (number | undefined)[] = []
    for (let i = 0; i < 7; i++) waits.push((await run()).again?.afterMs)
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 960_000, undefined])
    expect(sent).toEqual([])
  })

  test('an output that cannot be had now is asked for again', async () => {
    const { run } = world({ outputOf: () => Promise.reject(new RangeError('no provider')) })
    expect(await run()).toEqual({ did: 'no output', again: { afterMs: 30_000 } })
  })
})
