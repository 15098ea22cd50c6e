import { describe, expect, test } from 'vitest'
import { QuestionsRefused } from './errors.ts'
import { type FairLimits, fairLimiter } from './fairLimiter.ts'

const limits: FairLimits = { running: 2, runningPerSource: 1, waitingPerSource: 3, sources: 3 }

/** Work that is done when it is told to be. */
const world = (changes: Partial<FairLimits> = {}) => {
  const run = fairLimiter({ ...limits, ...changes }, (why) => new QuestionsRefused(why))
  const started: string[] = []
  const end = new Map<string, () => void>()
  const ask = (source: string, name: string) =>
    run(source, () => {
      started.push(name)
      return new Promise<string>((resolve) => end.set(name, () => resolve(name)))
    })
  const finish = async (name: string) => {
    end.get(name)?.()
    await new Promise(setImmediate)
  }
  return { ask, finish, started }
}

describe('fairLimiter', () => {
  test('starts what fits, of each source in its turn', async () => {
    const { ask, finish, started } = world()
    const asked = [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3'), ask('b', 'b1'), ask('c', 'c1')]
    await new Promise(setImmediate)
    expect(started).toEqual(['a1', 'b1'])
    await finish('a1')
    await finish('b1')
    expect(started, 'c waits for one more of a, not for all of it').toEqual(['a1', 'b1', 'a2', 'c1'])
    for (const name of ['a2', 'c1', 'a3']) await finish(name)
    expect(await Promise.all(asked)).toEqual(['a1', 'a2', 'a3', 'b1', 'c1'])
  })

  test('refuses more than its share of one source, and goes on with the others', async () => {
    const { ask, finish } = world()
    const first = ask('a', 'a1')
    const more = [ask('a', 'a2'), ask('a', 'a3'), ask('a', 'a4')]
    await expect(ask('a', 'a5')).rejects.toThrow(QuestionsRefused)
    const other = ask('b', 'b1')
    await new Promise(setImmediate)
    await finish('b1')
    expect(await other).toBe('b1')
    for (const name of ['a1', 'a2', 'a3', 'a4']) await finish(name)
    await Promise.all([first, ...more])
  })

  test('refuses more sources than can be heard, and forgets those that are served', async () => {
    const { ask, finish } = world()
    const asked = ['a', 'b', 'c'].map((name) => ask(name, name))
    await expect(ask('d', 'd')).rejects.toThrow('3 askers wait')
    await new Promise(setImmediate)
    for (const name of ['a', 'b', 'c']) await finish(name)
    await Promise.all(asked)
    const last = ask('d', 'd')
    await new Promise(setImmediate)
    await finish('d')
    expect(await last).toBe('d')
  })

  test('work that fails makes room', async () => {
    const run = fairLimiter({ ...limits, running: 1 }, (why) => new QuestionsRefused(why))
    await expect(run('a', () => Promise.reject(new RangeError('broken')))).rejects.toThrow('broken')
    expect(await run('b', async () => 1)).toBe(1)
  })
})
