import { createLogger } from '@assay/keeper'
import { ContractRevert } from '@assay/protocol'
import type { FindingView, OpeningView, TaskView } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { type SettlerDeps, settleTask } from './process.ts'

const refused = new ContractRevert('TaskNotSubmitted', {}, 'too late', { cause: undefined, retryable: false })

const [client, provider, asker, finder] = (['1', '2', '3', '4'] as const).map(
  (digit) => `0x${digit.repeat(40)}` as const,
)

const world = (state: TaskView['state'], now: bigint, changes: Partial<SettlerDeps> = {}) => {
  const did: string[] = []
  const left: string[] = []
  // Deadlines and state are all that the settler looks at.
  const chain = {
    task: { state, client, provider, acceptBy: 100n, submitBy: 200n, finalAt: 300n, pendingOpenings: 0 } as TaskView,
    openings: [] as OpeningView[],
    finding: undefined as FindingView | undefined,
  }
  const exit = (name: string, after: TaskView['state']) => async () => {
    did.push(name)
    chain.task = { ...chain.task, state: after }
  }
  const deps: SettlerDeps = {
    log: createLogger('test', 'silent'),
    sweepSec: 30,
    chainTime: async () => now,
    readTask: async () => chain.task,
    exits: {
      cancel: exit('cancel', 'Cancelled'),
      expire: exit('expire', 'Expired'),
      finalise: exit('finalise', 'Final'),
      settleFinding: async () => {
        did.push('settleFinding')
        chain.finding = { ...chain.finding, settled: true } as FindingView
      },
      convictSilence: async (opening: OpeningView) => {
        did.push('convictSilence')
        chain.task = { ...chain.task, state: 'Refuted' }
        chain.openings = chain.openings.map((other) => (other === opening ? { ...other, bondWei: 0n } : other))
      },
      reclaimBond: async (opening: OpeningView) => {
        did.push(`reclaimBond ${opening.bondWei}`)
        chain.openings = chain.openings.map((other) => (other === opening ? { ...other, bondWei: 0n } : other))
      },
    },
    deliver: async () => ({ did: 'nothing: Final' }),
    replay: async () => false,
    serves: () => true,
    paysToFinalise: async () => false,
    onLeft: (exit) => void left.push(exit),
    onUnread: () => undefined,
    readFinding: async () => chain.finding,
    listOpenings: async () => chain.openings,
    ...changes,
  }
  return { did, left, chain, deps, run: () => settleTask(deps)(idOf(12)) }
}

describe('settleTask', () => {
  test.each([
    ['Requested', 100n, 'cancel'],
    ['Accepted', 200n, 'expire'],
    ['Submitted', 300n, 'finalise'],
  ] as const)('T-4: %s at %i: %s, once', async (state, now, exit) => {
    const { did, run } = world(state, now)
    expect(await run()).toMatchObject({ did: exit })
    expect(await run()).not.toHaveProperty('again')
    expect(did).toEqual([exit])
  })

  test('comes back at the deadline', async () => {
    const { did, run } = world('Submitted', 295n)
    expect(await run()).toMatchObject({ did: 'waits', again: { afterMs: expect.closeTo(5_000, -3) } })
    expect(did).toEqual([])
  })

  test('S-6: pays the finder when nobody can reveal an earlier finding any more, once', async () => {
    const early = world('Refuted', 499n)
    early.chain.finding = { convictor: finder, revealBy: 500n, settled: false } as FindingView
    expect(await early.run()).toMatchObject({ did: 'waits' })
    const due = world('Refuted', 500n)
    due.chain.finding = { convictor: finder, revealBy: 500n, settled: false } as FindingView
    expect(await due.run()).toEqual({ did: 'settleFinding' })
    expect(await due.run()).toEqual({ did: 'nothing: Refuted' })
    expect(due.did).toEqual(['settleFinding'])
  })

  test('comes back at the next sweep at the latest: the chain may pass the time faster than our clock', async () => {
    const { run } = world('Submitted', 0n)
    expect((await run()).again?.afterMs).toBeLessThan(31_000)
  })

  test('looks again at once when somebody was faster', async () => {
    const { deps: w0 } = world('Submitted', 300n)
    const w = world('Submitted', 300n, {
      exits: {
        ...w0.exits,
        finalise: async () => {
          w.chain.task = { ...w.chain.task, state: 'Refuted' }
          throw refused
        },
      },
    })
    expect(await w.run()).toEqual({ did: 'overtaken', again: { afterMs: 0 } })
    expect(await w.run()).toEqual({ did: 'nothing: Refuted' })
  })

  test('waits when the chain refuses for no visible reason', async () => {
    const no = () => Promise.reject(refused)
    const { run } = world('Submitted', 300n, {
      exits: { cancel: no, expire: no, finalise: no, settleFinding: no, convictSilence: no, reclaimBond: no },
    })
    expect(await run()).toEqual({ did: 'overtaken', again: { afterMs: 30_000 } })
  })

  test('O-6: convicts a silence, then returns the bonds that are left', async () => {
    const { did, chain, run } = world('Submitted', 400n)
    const opening = (answerBy: bigint, bondWei: bigint, answeredAt?: bigint) =>
      ({ answerBy, bondWei, ...(answeredAt === undefined ? {} : { answeredAt }) }) as OpeningView
    chain.task = { ...chain.task, pendingOpenings: 3 }
    chain.openings = [opening(500n, 7n), opening(400n, 8n), opening(390n, 9n, 380n), opening(420n, 6n)]
    expect(await run()).toEqual({ did: 'convictSilence', again: { afterMs: 0 } })
    await run()
    await run()
    expect(await run()).toEqual({ did: 'nothing: Refuted' })
    expect(did).toEqual(['convictSilence', 'reclaimBond 7', 'reclaimBond 6'])
  })

  test.each([
    ['Requested', 100n, 'cancel', client],
    ['Accepted', 200n, 'expire', client],
    ['Submitted', 300n, 'finalise', provider],
  ] as const)(
    'spends nothing on a stranger: %s at %i is left to others unless it serves who is paid',
    async (state, now, exit, paid) => {
      const stranger = world(state, now, { serves: () => false })
      expect(await stranger.run()).toEqual({ did: `left to others: ${exit}` })
      expect(stranger.did).toEqual([])
      expect(stranger.left).toEqual([exit])
      const served = world(state, now, { serves: (account) => account === paid })
      expect(await served.run()).toMatchObject({ did: exit })
    },
  )

  test("keeps no job for a stranger's task, and one for whom it serves", async () => {
    expect(await world('Submitted', 295n, { serves: () => false }).run()).toEqual({ did: "nothing: a stranger's" })
    expect(await world('Submitted', 295n, { serves: (account) => account === provider }).run()).toMatchObject({
      did: 'waits',
    })
  })

  test("finalises a stranger's task where the tip of a contract that waits pays for it", async () => {
    const paid = { serves: () => false, paysToFinalise: async () => true }
    expect(await world('Submitted', 295n, paid).run()).toMatchObject({ did: 'waits' })
    expect(await world('Submitted', 300n, paid).run()).toMatchObject({ did: 'finalise' })
    expect(await world('Requested', 100n, paid).run()).toEqual({ did: 'left to others: cancel' })
  })

  test('returns the bonds of those it serves and leaves those of strangers, convicts a silence for its asker', async () => {
    const { did, chain, run } = world('Final', 400n, { serves: (account) => account === asker })
    const opening = (who: string | undefined, bondWei: bigint) =>
      ({ asker: who, answerBy: 390n, bondWei }) as OpeningView
    chain.task = { ...chain.task, pendingOpenings: 2 }
    chain.openings = [opening(finder, 7n), opening(asker, 8n)]
    await run()
    expect(await run()).toEqual({ did: 'nothing: Final' })
    expect(did).toEqual(['reclaimBond 8'])
    const silent = world('Submitted', 400n, { serves: (account) => account === asker })
    silent.chain.task = { ...silent.chain.task, pendingOpenings: 1 }
    silent.chain.openings = [opening(asker, 8n)]
    expect(await silent.run()).toMatchObject({ did: 'convictSilence' })
  })

  test('S-6: pays the finder where it serves the finder', async () => {
    const finding = { revealBy: 400n, settled: false, convictor: provider, finder } as FindingView
    const due = (serves: SettlerDeps['serves']) => {
      const w = world('Refuted', 500n, { serves })
      w.chain.finding = finding
      return w.run()
    }
    const early = world('Refuted', 300n, { serves: (account) => account === finder })
    early.chain.finding = { revealBy: 400n, settled: false, convictor: provider } as FindingView
    expect(await early.run(), 'who is paid may reveal itself yet').toMatchObject({ did: 'waits' })
    expect(await due((account) => account === finder)).toEqual({ did: 'settleFinding' })
    expect(await due((account) => account === provider)).toEqual({ did: 'left to others: settleFinding' })
  })

  test('openings that cannot be read are counted and read again; nothing is finalised over them', async () => {
    const unread: unknown[] = []
    let broken = true
    const { did, chain, run } = world('Submitted', 400n, {
      onUnread: (_taskId, error) => void unread.push(error),
      listOpenings: async (_taskId, onUnread) => {
        if (broken) onUnread('no reply')
        return broken ? [] : [{ asker, answerBy: 390n, bondWei: 5n } as OpeningView]
      },
    })
    chain.task = { ...chain.task, pendingOpenings: 1 }
    expect(await run()).toEqual({ did: '1 openings could not be read', again: { afterMs: 30_000 } })
    expect(unread).toEqual(['no reply'])
    expect(did).toEqual([])
    broken = false
    await run()
    expect(did).toEqual(['convictSilence'])
  })

  test('a tiny result that is replayed is looked at again at once', async () => {
    expect(await world('Submitted', 1n, { replay: async () => true }).run()).toEqual({
      did: 'replayed',
      again: { afterMs: 0 },
    })
    const stranger = world('Submitted', 1n, { serves: () => false, replay: () => Promise.reject(new RangeError()) })
    expect(await stranger.run()).toEqual({ did: "nothing: a stranger's" })
  })
})
