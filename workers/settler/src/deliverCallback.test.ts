import { createLogger } from '@assay/keeper'
import { ContractRevert } from '@assay/protocol'
import type { CallbackView, DeliveryAttempt, TaskView } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { type DeliverDeps, deliverCallback } from './deliverCallback.ts'

const task = { taskId: idOf(12), state: 'Final' } as TaskView
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
  const outcomes: string[] = []
  const lines: string[] = []
  let asked = 0
  const run = deliverCallback({
    log: createLogger('test', 'info', { write: (line: string) => void lines.push(line) }),
    deliver: 'paid',
    readCallback: async () => waiting,
    hasFailed: async () => false,
    costOf: async () => 100n,
    outputOf: async () => {
      asked += 1
      return output
    },
    tryDelivery: async () => ({ delivered: true }),
    deliverResult: async (_taskId, bytes) => {
      sent.push(bytes)
      return { delivered: true, tip: 100n } as DeliveryAttempt
    },
    onOutcome: (outcome, tip) => void outcomes.push(`${outcome} ${tip}`),
    ...changes,
  })
  return { sent, outcomes, lines, run: () => run(task), asked: () => asked }
}
const waitsOf = async (run: () => ReturnType<ReturnType<typeof world>['run']>) => {
  const waits: (number | undefined)[] = []
  for (let i = 0; i < 7; i++) waits.push((await run()).again?.afterMs)
  return waits
}
const growing = [30_000, 60_000, 120_000, 240_000, 480_000, 960_000, undefined]

describe('deliverCallback', () => {
  test('C-1: brings a final result to the contract that waits for it', async () => {
    const { sent, outcomes, run } = world()
    expect(await run()).toEqual({ did: 'delivered' })
    expect(sent).toEqual([output])
    expect(outcomes).toEqual(['delivered 100'])
  })

  test.each([
    ['nobody waits', { readCallback: async () => undefined }],
    ['it was delivered', { readCallback: async () => ({ ...waiting, delivered: true }) }],
    ['it is not to deliver', { deliver: 'none' as const }],
    ['the tip does not cover the gas', { costOf: async () => 101n }],
    ['it failed in a transaction of ours before', { hasFailed: async () => true }],
  ])('sends and fetches nothing where %s', async (_, changes) => {
    const { sent, run, asked } = world(changes)
    expect(await run()).not.toHaveProperty('again')
    expect(sent).toEqual([])
    expect(asked()).toBe(0)
  })

  test('a tip that covers the consumer but not the bytes of the output is too small', async () => {
    const { sent, outcomes, run } = world({ costOf: async (_callback, bytes) => 98n + BigInt(bytes) })
    expect(await run()).toEqual({ did: 'nothing: the tip is too small' })
    expect(sent).toEqual([])
    expect(outcomes).toEqual(['unpaid 0'])
  })

  test('delivers without a tip where it is told to', async () => {
    expect(await world({ costOf: async () => 101n, deliver: 'all' }).run()).toEqual({ did: 'delivered' })
  })

  test('a consumer that refuses costs no transaction, is asked again with growing waits, and given up, with its reason', async () => {
    const { sent, lines, outcomes, run } = world({
      tryDelivery: async () => ({ delivered: false, why: 'it reverts: broken' }),
    })
    expect(await waitsOf(run)).toEqual(growing)
    expect(sent).toEqual([])
    expect(outcomes).toEqual(['given_up 0'])
    expect(lines.at(-1)).toContain('it reverts: broken. Anybody may deliver it later')
  })

  test('a consumer that takes it when tried and fails when paid for costs one transaction, not seven', async () => {
    const { outcomes, run } = world({
      deliverResult: async () => ({ delivered: false, tip: 0n }) as DeliveryAttempt,
    })
    expect(await run()).toEqual({
      did: 'given up: it took the result when tried, and failed in the transaction',
    })
    expect(outcomes).toEqual(['failed 0', 'given_up 0'])
  })

  test('looks again when somebody was faster', async () => {
    const refused = new ContractRevert('AlreadyDelivered', {}, 'delivered already', { cause: 0, retryable: false })
    let delivered = false
    const { run } = world({
      readCallback: async () => ({ ...waiting, delivered }),
      tryDelivery: () => Promise.reject(refused),
    })
    expect((await run()).again).toBeDefined()
    delivered = true
    expect(await run()).toEqual({ did: 'nothing: Final' })
  })

  test('an output that cannot be had now is asked for again', async () => {
    const { run } = world({ outputOf: () => Promise.reject(new RangeError('no provider')) })
    expect(await waitsOf(run)).toEqual(growing)
  })
})
