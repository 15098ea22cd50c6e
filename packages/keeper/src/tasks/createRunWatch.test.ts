import { describe, expect, it } from 'vitest'
import type { Outcome } from '../queue/types.ts'
import { createRunWatch } from './createRunWatch.ts'

const job = { id: 'task-1', attempt: 1 }
const done: Outcome = { did: 'done' }

describe('an event that concerns a job', () => {
  it('of which no run is here has to be put on the list', async () => {
    expect(await createRunWatch().notices('task-1')).toBe(false)
  })

  it('is noticed by a run, which then looks again', async () => {
    const watch = createRunWatch()
    const outcome = await watch.run(job, async () => {
      expect(await watch.notices('task-1')).toBe(true)
      expect(await watch.notices('task-2'), 'another job').toBe(false)
      return done
    })
    expect(outcome).toEqual({ did: 'done', again: { afterMs: 0 } })
  })

  it('makes a job that runs more urgent, for when it goes back on the list', async () => {
    const watch = createRunWatch()
    const hastened: number[] = []
    const urgent = { ...job, hasten: async (priority: number) => void hastened.push(priority) }
    await watch.run(urgent, async () => {
      await watch.notices('task-1', 1)
      return done
    })
    expect(hastened).toEqual([1])
  })

  it('costs no other look when the run reads the chain after it', async () => {
    const watch = createRunWatch()
    const outcome = await watch.run(job, async ({ looks }) => {
      await watch.notices('task-1')
      looks?.()
      return done
    })
    expect(outcome).toEqual(done)
  })

  it('between the end of a run and the queue’s word on it waits for that word: before, the list would not take it', async () => {
    const watch = createRunWatch()
    await watch.run(job, async () => done)
    let told = false
    const noticed = watch.notices('task-1').then((answer) => {
      expect(told, 'it has waited').toBe(true)
      return answer
    })
    await new Promise((resolve) => setImmediate(resolve))
    told = true
    watch.acknowledged('task-1')
    expect(await noticed).toBe(false)
  })

  it('does not wait for ever for a queue that is away', async () => {
    const watch = createRunWatch(5)
    await watch.run(job, async () => done)
    expect(await watch.notices('task-1')).toBe(false)
  })

  it('after a run that failed has to be put on the list', async () => {
    const watch = createRunWatch()
    await expect(watch.run(job, () => Promise.reject(new TypeError('away')))).rejects.toThrow('away')
    expect(await watch.notices('task-1')).toBe(false)
  })
})
