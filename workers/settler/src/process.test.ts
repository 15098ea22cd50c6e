import { createLogger } from '@assay/keeper'
import { ContractRevert } from '@assay/protocol'
import type { FindingView, OpeningView, TaskView } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { type SettlerDeps, settleTask } from './process.ts'

const refused = new ContractRevert('TaskNotSubmitted', {}, 'too late', { cause: undefined, retryable: false })

const world = (state: TaskView['state'], now: bigint, changes: Partial<SettlerDeps> = {}) => {
  const did: string[] = []
  // Deadlines and state are all that the settler looks at.
  const chain = {
    task: { state, acceptBy: 100n, submitBy: 200n, finalAt: 300n, pendingOpenings: 0 } as TaskView,
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
    readFinding: async () => chain.finding,
    listOpenings: async () => chain.openings,
    ...changes,
  }
  return { did, chain, deps, run: () => settleTask(deps)(12n) }
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
    early.chain.finding = { revealBy: 500n, settled: false } as FindingView
    expect(await early.run()).toMatchObject({ did: 'waits' })
    const due = world('Refuted', 500n)
    due.chain.finding = { revealBy: 500n, settled: false } as FindingView
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
})
