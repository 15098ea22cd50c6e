import { describe, expect, test } from 'vitest'
import { judgeHealth, type Vitals } from './judgeHealth.ts'

const well: Vitals = {
  endpoint: '127.0.0.1:8545',
  followerFailures: 0,
  caughtUp: true,
  followerLagSec: 0,
  block: 7n,
  head: 7n,
  queueTrouble: undefined,
  storeTrouble: undefined,
  hasStore: true,
  account: '0xabc',
  native: 1n,
  overdue: undefined,
}
const failing = (changes: Partial<Vitals>) => judgeHealth({ ...well, ...changes }).filter(({ ok }) => !ok)

describe('judgeHealth', () => {
  test('of a worker that is well, every check passes and says why', () => {
    expect(failing({})).toEqual([])
    expect(judgeHealth(well).map(({ name }) => name)).toEqual([
      'chain',
      'follower',
      'queue',
      'wallet',
      'deadlines',
      'store',
    ])
    expect(judgeHealth({ ...well, hasStore: false }).map(({ name }) => name)).not.toContain('store')
  })

  test.each([
    ['chain', { followerFailures: 3 }, '127.0.0.1:8545 has not answered 3 times in a row', 'ASSAY_RPC_URL'],
    ['follower', { caughtUp: false, block: undefined }, 'block none of 7 and is not through yet', 'Wait'],
    ['follower', { followerLagSec: 61 }, 'has been behind for 61 s', 'follow'],
    ['queue', { queueTrouble: 'no answer within 2 s' }, 'no answer within 2 s', 'ASSAY_QUEUE_URL'],
    ['store', { storeTrouble: 'it refused' }, 'it refused', 'ASSAY_STORE_URL'],
    ['wallet', { native: 0n }, '0xabc has nothing to pay gas with', 'Send it'],
    [
      'deadlines',
      { overdue: { state: 'Submitted', seconds: 61 } },
      'Submitted for 61 s after its deadline',
      'task-overdue.md',
    ],
  ] as const)('%s fails on %o, says why and what to do', (name, changes, why, next) => {
    const [check, ...others] = failing(changes)
    expect(others).toEqual([])
    expect(check?.name).toBe(name)
    expect(check?.why).toContain(why)
    expect(check?.next).toContain(next)
  })

  test.each([
    ['two failures', { followerFailures: 2 }],
    ['a minute behind', { followerLagSec: 60 }],
    ['a minute overdue', { overdue: { state: 'Accepted', seconds: 60 } }],
    ['a balance that is not known yet', { native: undefined }],
  ] as const)('%s is no trouble yet', (_, changes) => {
    expect(failing(changes)).toEqual([])
  })
})
