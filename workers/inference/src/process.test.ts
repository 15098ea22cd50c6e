import { createLogger } from '@assay/keeper'
import { AssayError } from '@assay/program'
import { ContractRevert } from '@assay/protocol'
import type { TaskView } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { type InferenceDeps, serveTask } from './process.ts'
import { offerOf, other, self, taskOf } from './testing.ts'

class NodeDown extends AssayError {
  constructor() {
    super('the node is down', { retryable: true })
  }
}
const roots = { outputRoot: `0x${'7'.repeat(64)}`, nodesRoot: `0x${'8'.repeat(64)}` } as const
const revert = (name: string) => new ContractRevert(name, {}, name, { cause: undefined, retryable: false })

/** A chain of one task, a provider that acts on it, and the names of what it did. */
const world = (task: TaskView = taskOf(), changes: Partial<InferenceDeps> = {}) => {
  const did: string[] = []
  const chain = { task, free: 1_000n }
  const deps: InferenceDeps = {
    log: createLogger('test', 'silent'),
    self,
    key: self,
    stepVerifier: taskOf().dials.stepVerifier,
    models: [],
    marginSec: 2,
    readTask: async () => chain.task,
    readOffer: async () => offerOf(),
    readFreeStake: async () => chain.free,
    chainTime: async () => 10n,
    prepare: async () => void did.push('prepare'),
    execute: async () => {
      did.push('execute')
      return roots
    },
    accept: async () => {
      if (chain.task.state !== 'Requested') throw revert('TaskNotRequested')
      did.push('accept')
      chain.task = { ...chain.task, state: 'Accepted', provider: self, submitBy: 40n }
    },
    submit: async (_taskId, result) => {
      if (chain.task.state !== 'Accepted') throw revert('TaskNotAccepted')
      did.push('submit')
      chain.task = { ...chain.task, state: 'Submitted', ...result }
    },
    answer: async () => {
      did.push('answer')
      chain.task = { ...chain.task, pendingOpenings: 0 }
      return { answered: 1, left: 0 }
    },
    ...changes,
  }
  return { did, chain, deps, run: () => serveTask(deps)(idOf(12), { id: 'task-12', attempt: 1 }) }
}

describe('serveTask', () => {
  test('keeps the job of a task that another key of the provider has accepted on the list, for that key', async () => {
    const { did, run } = world(taskOf({ state: 'Accepted', provider: self, operator: other, submitBy: 40n }), {
      key: taskOf().client,
    })
    expect((await run()).again).toEqual({ afterMs: 1_000 })
    expect(did).toEqual([])
  })

  test('T-5: prepares, accepts, executes, submits, in that order', async () => {
    const { did, chain, run } = world()
    expect(await run()).toEqual({ did: 'submitted' })
    expect(did).toEqual(['prepare', 'accept', 'execute', 'submit'])
    expect(chain.task).toMatchObject({ state: 'Submitted', ...roots })
  })

  test('answers what is demanded of its own results, and of no others', async () => {
    const own = world(taskOf({ state: 'Submitted', provider: self, pendingOpenings: 2 }))
    expect(await own.run()).toEqual({ did: 'answered 1' })
    expect(own.did).toEqual(['answer'])
    const others = world(taskOf({ state: 'Submitted', provider: other, pendingOpenings: 2 }))
    expect((await others.run()).did).toContain('another provider')
    const refused = world(taskOf({ state: 'Submitted', provider: self, pendingOpenings: 2 }), {
      answer: async () => ({ answered: 0, left: 2 }),
    })
    expect(await refused.run()).toMatchObject({ did: '2 openings are not answered', again: {} })
  })

  test('run again, does nothing', async () => {
    const { did, run } = world()
    await run()
    did.length = 0
    expect((await run()).did).toContain('Submitted')
    expect(did).toEqual([])
  })

  for (const [effect, deps] of [
    ['prepare', (w: ReturnType<typeof world>) => ({ prepare: w.deps.prepare })],
    ['accept', (w: ReturnType<typeof world>) => ({ accept: w.deps.accept })],
    ['execute', (w: ReturnType<typeof world>) => ({ execute: w.deps.execute })],
    ['submit', (w: ReturnType<typeof world>) => ({ submit: w.deps.submit })],
  ] as const) {
    test(`stopped right after ${effect} and run again, accepts and submits once`, async () => {
      const w = world()
      let stopped = false
      const [name, act] = Object.entries(deps(w))[0]!
      const stopping = {
        ...w.deps,
        // The types of the four differ; each is called with what it was made for.
        [name]: async (...args: unknown[]) => {
          const result = await (act as (...args: unknown[]) => Promise<unknown>)(...args)
          if (!stopped) {
            stopped = true
            throw new NodeDown()
          }
          return result
        },
      } as InferenceDeps
      const run = () => serveTask(stopping)(idOf(12), { id: 'task-12', attempt: 1 })
      await expect(run()).rejects.toBeInstanceOf(NodeDown)
      await run()
      expect(
        w.did.filter((what) => what === 'accept'),
        'accepted',
      ).toHaveLength(1)
      expect(
        w.did.filter((what) => what === 'submit'),
        'submitted',
      ).toHaveLength(1)
      expect(w.chain.task.state).toBe('Submitted')
    })
  }

  test('leaves a task that another provider took in the meantime', async () => {
    const w = world()
    const { run } = world(taskOf(), {
      readTask: async () => w.chain.task,
      accept: async () => {
        w.chain.task = taskOf({ state: 'Accepted', provider: other })
        throw revert('TaskNotRequested')
      },
    })
    expect((await run()).did).toContain('another provider')
  })

  test('looks again later when the chain refuses and nothing has changed', async () => {
    const { run } = world(taskOf(), { accept: () => Promise.reject(revert('FreeStakeTooLow')) })
    expect(await run()).toMatchObject({ did: expect.stringContaining('FreeStakeTooLow'), again: {} })
  })

  test('waits for stake', async () => {
    const { chain, did, run } = world()
    chain.free = 1n
    expect(await run()).toHaveProperty('again')
    expect(did).toEqual([])
  })

  test('does not accept what it cannot prepare for', async () => {
    const { chain, run } = world(taskOf(), { prepare: () => Promise.reject(new NodeDown()) })
    await expect(run()).rejects.toBeInstanceOf(NodeDown)
    expect(chain.task.state).toBe('Requested')
  })
})
