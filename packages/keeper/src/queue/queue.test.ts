import { AssayError } from '@assay/program'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testPostgres } from '../../../../test/support/postgres.ts'
import { redisMissing, testRedis } from '../../../../test/support/redis.ts'
import { JobIdInvalid, QueueUnreachable, QueueUrlUnsupported } from '../errors.ts'
import { createQueue } from './createQueue.ts'
import { createWorker } from './createWorker.ts'
import type { Outcome, QueueWorkerOptions } from './types.ts'

class Permanent extends AssayError {}
class Passing extends AssayError {
  constructor() {
    super('try again', { retryable: true })
  }
}

const until = async (what: string, holds: () => boolean | Promise<boolean>, ms = 240_000) => {
  const end = Date.now() + ms
  while (!(await holds())) {
    if (Date.now() > end) expect.fail(`waited ${ms} ms in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const missing = await redisMissing()
if (missing !== undefined) console.warn(`SKIPPED: queue tests on Redis: ${missing}`)

const backends = [
  {
    backend: 'PostgreSQL',
    skip: false,
    start: async () => {
      const server = await testPostgres()
      return { url: await server.database('queue'), stop: () => server.stop() }
    },
  },
  { backend: 'Redis', skip: missing !== undefined, start: testRedis },
]

for (const { backend, skip, start } of backends) {
  describe.skipIf(skip)(`a queue on ${backend}`, () => {
    let server: { url: string; stop(): Promise<void> }
    let names = 0
    const closers: (() => Promise<void>)[] = []
    beforeAll(async () => {
      server = await start()
    })
    afterAll(async () => {
      for (const close of closers.reverse()) await close()
      await server?.stop()
    })

    const open = async (
      process: (taskId: string, attempt: number) => Promise<Outcome>,
      options: Partial<QueueWorkerOptions> & { attempts?: number } = {},
    ) => {
      names += 1
      const name = `test-${names}-${Date.now()}`
      const queue = await createQueue<{ taskId: string }>(name, {
        url: server.url,
        ...(options.attempts === undefined ? {} : { attempts: options.attempts }),
      })
      const work = () =>
        createWorker<{ taskId: string }>(name, ({ taskId }, job) => process(taskId, job.attempt), {
          url: server.url,
          concurrency: 3,
          lockMs: 1_000,
          backoffMs: 10,
          ...options,
        })
      const worker = await work()
      closers.push(
        () => queue.close(),
        () => worker.close(100),
      )
      return { queue, worker, work }
    }

    test('runs every job it is given', async () => {
      const seen: string[] = []
      const { queue } = await open(async (taskId) => {
        seen.push(taskId)
        return { did: 'seen' }
      })
      await Promise.all(['1', '2', '3', '4', '5'].map((taskId) => queue.add(`task-${taskId}`, { taskId })))
      await until('five jobs', () => seen.length === 5)
      expect(seen.sort(), 'each once').toEqual(['1', '2', '3', '4', '5'])
    })

    test('keeps one job of an id, however often it is added', async () => {
      let runs = 0
      let release = () => {}
      const released = new Promise<void>((resolve) => (release = resolve))
      const { queue } = await open(async () => {
        runs += 1
        await released
        return { did: 'waited' }
      })
      for (let i = 0; i < 5; i++) await queue.add('task-7', { taskId: '7' })
      await until('the job to run', () => runs === 1)
      await queue.add('task-7', { taskId: '7' })
      await pause(300)
      expect(runs, 'runs').toBe(1)
      release()
      await until('the job to end', async () => (await queue.counts()).active === 0)
      await pause(300)
      expect(runs, 'runs').toBe(1)
    })

    test('takes an id again after its job ended well', async () => {
      let runs = 0
      const { queue } = await open(async () => ({ did: String(++runs) }))
      await queue.add('task-1', { taskId: '1' })
      await until('the first run', async () => runs === 1 && (await queue.counts()).active === 0)
      await queue.add('task-1', { taskId: '1' })
      await until('the second run', () => runs === 2)
    })

    test('takes an id again after its job failed for good', async () => {
      let runs = 0
      const finals: boolean[] = []
      const { queue } = await open(
        async () => {
          runs += 1
          if (runs === 1) throw new Permanent('never')
          return { did: 'well' }
        },
        { onFailed: (_job, _error, final) => finals.push(final) },
      )
      await queue.add('task-1', { taskId: '1' })
      await until('the failure', async () => finals.length === 1 && (await queue.counts()).active === 0)
      await pause(200)
      expect(runs, 'a permanent failure is not tried again').toBe(1)
      expect(finals).toEqual([true])
      await queue.add('task-1', { taskId: '1' })
      await until('the second run', () => runs === 2)
    })

    test('runs what is urgent first, also what became urgent while it waited', async () => {
      const order: string[] = []
      let release = () => {}
      const released = new Promise<void>((resolve) => (release = resolve))
      const { queue } = await open(
        async (taskId) => {
          if (taskId === 'first') await released
          order.push(taskId)
          return { did: 'seen' }
        },
        { concurrency: 1 },
      )
      await queue.add('task-first', { taskId: 'first' })
      await until('the first to run', async () => (await queue.counts()).active === 1)
      for (const taskId of ['new', 'newer', 'turned', 'twice'])
        await queue.add(`task-${taskId}`, { taskId }, { priority: 2 })
      await queue.add('task-accepted', { taskId: 'accepted' }, { priority: 1 })
      await queue.add('task-turned', { taskId: 'turned' }, { priority: 1 })
      await queue.add('task-twice', { taskId: 'twice' }, { priority: 1 })
      await queue.add('task-twice', { taskId: 'twice' })
      // what is urgent stays so
      await queue.add('task-twice', { taskId: 'twice' }, { priority: 2 })
      expect((await queue.counts()).waiting, 'all that wait are counted').toBe(5)
      release()
      await until('all of them', () => order.length === 6)
      expect(order).toEqual(['first', 'twice', 'accepted', 'turned', 'new', 'newer'])
    })

    test.each(['goes back on the list', 'fails'])(
      'what became urgent while it ran goes first when it %s',
      async (how) => {
        const order: string[] = []
        let release = () => {}
        const released = new Promise<void>((resolve) => (release = resolve))
        names += 1
        const name = `test-${names}-${Date.now()}`
        const queue = await createQueue<{ taskId: string }>(name, { url: server.url })
        const worker = await createWorker<{ taskId: string }>(
          name,
          async ({ taskId }, { hasten }) => {
            order.push(taskId)
            if (taskId !== 'urgent' || order.length > 1) {
              await pause(100)
              return { did: 'done' }
            }
            await released
            await hasten?.(0)
            await hasten?.(1)
            if (how === 'fails') throw new Passing()
            return { did: 'looks again', again: { afterMs: 0 } }
          },
          { url: server.url, concurrency: 1, lockMs: 5_000, backoffMs: 10 },
        )
        closers.push(
          () => queue.close(),
          () => worker.close(100),
        )
        await queue.add('task-urgent', { taskId: 'urgent' }, { priority: 2 })
        await until('it to run', () => order.length === 1)
        for (let i = 0; i < 6; i++) await queue.add(`task-${i}`, { taskId: String(i) }, { priority: 2 })
        release()
        await until('all of them', () => order.length === 8)
        expect(order.indexOf('urgent', 1), order.join(' ')).toBeLessThan(4)
      },
    )

    test('what waited for its time keeps its urgency', async () => {
      const order: string[] = []
      let holds = true
      const { queue } = await open(
        async (taskId) => {
          if (taskId === 'new' && !order.includes('again')) {
            order.push('again')
            return { did: 'waits', again: { afterMs: 300 } }
          }
          if (taskId === 'holder') await until('the two others to wait', () => !holds)
          order.push(taskId)
          return { did: 'seen' }
        },
        { concurrency: 1 },
      )
      await queue.add('task-new', { taskId: 'new' }, { priority: 2 })
      await until('it to wait', async () => order.length === 1 && (await queue.counts()).delayed === 1)
      await queue.add('task-holder', { taskId: 'holder' })
      await until('the holder to run', async () => (await queue.counts()).active === 1)
      await pause(400)
      await queue.add('task-accepted', { taskId: 'accepted' }, { priority: 1 })
      holds = false
      await until('all of them', () => order.length === 4)
      expect(order).toEqual(['again', 'holder', 'accepted', 'new'])
    })

    test('tries a passing failure again, with the attempt counted', async () => {
      const attempts: number[] = []
      const { queue } = await open(async (_taskId, attempt) => {
        attempts.push(attempt)
        if (attempt < 3) throw new Passing()
        return { did: 'well' }
      })
      await queue.add('task-1', { taskId: '1' })
      await until('three attempts', () => attempts.length === 3)
      expect(attempts).toEqual([1, 2, 3])
    })

    test('gives a passing failure up after its attempts, and says so', async () => {
      const finals: boolean[] = []
      const { queue } = await open(
        async () => {
          throw new Passing()
        },
        { attempts: 3, onFailed: (_job, _error, final) => finals.push(final) },
      )
      await queue.add('task-1', { taskId: '1' })
      await until('three failures', () => finals.length === 3)
      expect(finals).toEqual([false, false, true])
    })

    test('puts a job back when the processor asks for it, without counting a failure', async () => {
      const attempts: number[] = []
      const { queue } = await open(async (_taskId, attempt) => {
        attempts.push(attempt)
        return attempts.length < 3 ? { did: 'not yet', again: { afterMs: 20 } } : { did: 'well' }
      })
      await queue.add('task-1', { taskId: '1' })
      await until('three runs', () => attempts.length === 3)
      expect(attempts, 'never counted as failed').toEqual([1, 1, 1])
    })

    test('runs a delayed job when its time comes, or at once when it is added without delay', async () => {
      const seen: string[] = []
      let ranAt = 0
      const { queue } = await open(async (taskId) => {
        ranAt = Date.now()
        seen.push(taskId)
        return { did: 'seen' }
      })
      const due = Date.now() + 300
      await queue.add('task-1', { taskId: '1' }, { delayMs: 300 })
      await queue.add('task-2', { taskId: '2' }, { delayMs: 3_600_000 })
      await until('the delayed job', () => seen.length === 1)
      expect(ranAt, 'not before its time').toBeGreaterThanOrEqual(due)
      await queue.add('task-2', { taskId: '2' })
      await until('the promoted job', () => seen.length === 2)
      expect(seen).toEqual(['1', '2'])
    })

    test('gives an abandoned job to the next worker', async () => {
      let runs = 0
      let release = () => {}
      const { queue, worker, work } = await open(async () => {
        runs += 1
        if (runs === 1) await new Promise<void>((resolve) => (release = resolve))
        return { did: 'well' }
      })
      await queue.add('task-1', { taskId: '1' })
      await until('the first run', () => runs === 1)
      await worker.close(50)
      const second = await work()
      closers.push(() => second.close(100))
      await until('the second run', () => runs === 2)
      release()
    })

    test('says acknowledged after a job ended, and stored after one was added', async () => {
      const acknowledged: string[] = []
      let stored = 0
      const { queue } = await open(async () => ({ did: 'well' }), { onAcknowledged: (id) => acknowledged.push(id) })
      const other = await createQueue(queue.name, { url: server.url, onStored: () => (stored += 1) })
      closers.push(() => other.close())
      await other.add('task-5', { taskId: '5' })
      expect(stored).toBe(1)
      await until('the acknowledgement', () => acknowledged.length === 1)
      expect(acknowledged).toEqual(['task-5'])
    })

    test('refuses ids that BullMQ would misread', async () => {
      const { queue } = await open(async () => ({ did: 'nothing' }))
      for (const id of ['', '12', 'task:12']) {
        await expect(queue.add(id, { taskId: '12' }), `id "${id}"`).rejects.toBeInstanceOf(JobIdInvalid)
      }
    })
  })
}

describe('an address without a queue', () => {
  test.each(['postgresql://postgres:secret@127.0.0.1:1/x', 'redis://:secret@127.0.0.1:1'])(
    '%s is reported without its password',
    async (url) => {
      const failure = await createQueue('any', { url, connectTimeoutMs: 400 }).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(QueueUnreachable)
      expect(String(failure)).toContain('ASSAY_QUEUE_URL')
      expect(String(failure)).not.toContain('secret')
    },
  )

  test('another kind of address is refused', async () => {
    await expect(createQueue('any', { url: 'mysql://127.0.0.1/x' })).rejects.toBeInstanceOf(QueueUrlUnsupported)
  })
})
