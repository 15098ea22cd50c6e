import { access, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { TaskNotFound } from '@assay/sdk'
import { digestOf, openStore } from '@assay/store'
import { type Hex, numberToHex } from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HeldInputsFull } from './errors.ts'
import { type HeldInputs, type HeldInputsOptions, openHeldInputs } from './heldInputs.ts'
import { isOver } from './isOver.ts'
import { other, self, taskOf } from './testing.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
let dir: string
let opened: HeldInputs[] = []
let over: Set<Hex>
let asked: Hex[]

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'held-'))
  over = new Set()
  asked = []
})
afterEach(async () => {
  for (const held of opened) held.close()
  opened = []
  await rm(dir, { recursive: true })
})

const open = (changes: Partial<HeldInputsOptions> = {}): HeldInputs => {
  const held = openHeldInputs({
    dir,
    maxBytes: 10_000,
    quoteSec: 120,
    isOver: async (taskId) => {
      asked.push(taskId)
      return over.has(taskId)
    },
    onError: (error) => {
      throw error
    },
    ...changes,
  })
  opened.push(held)
  return held
}
const bytesOf = (seed: number) => new Uint8Array(1_000).fill(seed)
const digestsOf = (seed: number) => digestOf(bytesOf(seed))
const taskId = (seed: number) => numberToHex(seed, { size: 32 })
const makeOlder = async (folder: 'inputs' | 'tasks', hash: string, ageMs: number) => {
  const at = (Date.now() - ageMs) / 1_000
  await utimes(path.join(dir, folder, hash.slice(2)), at, at)
}
/** Puts inputs there, each some hours older than the one before. */
const fill = async (held: HeldInputs, seeds: readonly number[]) => {
  for (const [i, seed] of seeds.entries()) {
    await held.store.put(bytesOf(seed))
    await makeOlder('inputs', digestsOf(seed), (seeds.length - i + 2) * HOUR_MS)
  }
}
const keep = async (held: HeldInputs, seed: number, ageMs: number) => {
  await held.keep({ taskId: taskId(seed), inputDigest: digestsOf(seed) })
  await makeOlder('tasks', taskId(seed), ageMs)
}
const isHeld = (seed: number) =>
  access(path.join(dir, 'inputs', digestsOf(seed).slice(2))).then(
    () => true,
    () => false,
  )
const heldOf = async (seeds: readonly number[]) => {
  const found = await Promise.all(seeds.map(isHeld))
  return seeds.filter((_, i) => found[i])
}
const seeds = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)

test('what strangers have had fetched goes, oldest first, and never what an open task needs', async () => {
  const held = open()
  await fill(held, seeds(0, 12))
  // the oldest of all, accepted by an earlier life of the process
  await keep(held, 0, 6 * HOUR_MS)
  await keep(held, 2, 6 * HOUR_MS)
  over.add(taskId(2))
  expect(await open().prune()).toBe(5)
  expect(await heldOf(seeds(0, 12))).toEqual([0, ...seeds(6, 6)])
  expect(await readdir(path.join(dir, 'tasks')), 'what is over is forgotten').toEqual([taskId(0).slice(2)])
})

test('where there is room only what was not wanted for a week goes, and nobody asks the chain', async () => {
  const held = open()
  await fill(held, [1, 2, 3])
  await makeOlder('inputs', digestsOf(1), 8 * DAY_MS)
  await keep(held, 3, 2 * DAY_MS)
  await held.prune()
  expect(await heldOf([1, 2, 3])).toEqual([2, 3])
  expect(asked).toEqual([])
})

test('of a task that is open for weeks the input stays, and it goes when the task has ended', async () => {
  const held = open()
  await fill(held, [1])
  await makeOlder('inputs', digestsOf(1), 30 * DAY_MS)
  await keep(held, 1, 30 * DAY_MS)
  await held.prune()
  expect(await heldOf([1])).toEqual([1])
  over.add(taskId(1))
  await held.prune()
  expect(await heldOf([1])).toEqual([])
})

test('a node that is away makes nothing go that a task may need', async () => {
  const held = open({ isOver: () => Promise.reject(new TypeError('away')) })
  await fill(held, seeds(0, 12))
  for (const seed of seeds(0, 12)) await keep(held, seed, 6 * HOUR_MS)
  expect(await held.prune()).toBe(0)
})

test('a node that knows nothing of an open task makes its input go only when it has known nothing for a week', async () => {
  let later = 0
  let known: boolean | undefined
  const held = open({ isOver: async () => known, now: () => Date.now() + later })
  await fill(held, seeds(0, 12))
  await keep(held, 0, 30 * DAY_MS)
  const pruneAt = async (ms: number) => {
    later = ms
    await held.prune()
    return readdir(path.join(dir, 'tasks'))
  }
  const record = [taskId(0).slice(2)]
  expect(await pruneAt(0), 'for the first time').toEqual(record)
  expect(await heldOf([0]), 'the oldest, under pressure').toEqual([0])
  expect(await pruneAt(6 * DAY_MS)).toEqual(record)
  known = false
  expect(await pruneAt(7 * DAY_MS), 'a node has known it').toEqual(record)
  known = undefined
  expect(await pruneAt(8 * DAY_MS)).toEqual(record)
  expect(await pruneAt(14 * DAY_MS)).toEqual(record)
  expect(await heldOf([0])).toEqual([0])
  expect(await pruneAt(16 * DAY_MS)).toEqual([])
  expect(await heldOf([0])).toEqual([])
})

test('what an earlier version held is read where it lies', async () => {
  const earlier = openStore(pathToFileURL(dir).href)
  const digest = await earlier.put(bytesOf(1))
  const held = open()
  expect(await held.store.has(digest)).toBe(true)
  expect(await held.store.get(digest, { maxBytes: 1_000 })).toEqual(bytesOf(1))
  expect(await held.store.has(digestsOf(2))).toBe(false)
  // damaged there, and fetched again
  await writeFile(path.join(dir, digest.slice(2)), bytesOf(3))
  await expect(held.store.get(digest, { maxBytes: 1_000 })).rejects.toThrow()
  await held.store.put(bytesOf(1))
  expect(await held.store.get(digest, { maxBytes: 1_000 })).toEqual(bytesOf(1))
})

test('quotes may not fill what is left for tasks, and what is wanted again is young again', async () => {
  const held = open()
  for (const seed of seeds(0, 9)) {
    await held.store.put(bytesOf(seed))
    // a file has its time to the nanosecond, and what is wanted to the millisecond below
    await makeOlder('inputs', digestsOf(seed), 1_000)
  }
  await held.want(digestsOf(0), 'quote')
  held.start(0)
  await held.prune()
  await expect(held.want(digestsOf(20), 'quote'), 'all fresh').rejects.toBeInstanceOf(HeldInputsFull)
  await held.want(digestsOf(20), 'task')
  for (const seed of [20, 21]) await held.store.put(bytesOf(seed))
  await expect(held.want(digestsOf(22), 'task')).rejects.toBeInstanceOf(HeldInputsFull)
  // an hour after the quotes' end they make room
  const later = Date.now() + 2 * HOUR_MS
  const next = open({ now: () => later })
  next.start(0)
  await next.want(digestsOf(0), 'quote')
  await next.prune()
  await next.want(digestsOf(23), 'quote')
  expect(await heldOf([0])).toEqual([0])
})

test('after a start it counts, but evicts only when the tasks that quotes have made meanwhile are known', async () => {
  let later = 0
  const held = open({ now: () => Date.now() + later })
  await fill(held, seeds(0, 12))
  held.start()
  await held.prune()
  expect(await heldOf(seeds(0, 12))).toEqual(seeds(0, 12))
  await expect(held.want(digestsOf(20), 'quote')).rejects.toBeInstanceOf(HeldInputsFull)
  later = 11 * 60_000
  await held.want(digestsOf(20), 'quote')
  expect(await heldOf(seeds(0, 12))).toEqual(seeds(5, 7))
})

test.each([
  ['final', taskOf({ state: 'Final', provider: self }), true],
  ['refuted', taskOf({ state: 'Refuted', provider: self }), true],
  ['submitted', taskOf({ state: 'Submitted', provider: self }), false],
  ['accepted', taskOf({ state: 'Accepted', provider: self }), false],
  ['requested', taskOf(), false],
  ['accepted by another', taskOf({ state: 'Accepted', provider: other }), true],
])('a task that is %s', async (_, task, expected) => {
  expect(await isOver(async () => task, self)).toBe(expected)
})

test('a task that a node does not know is not over; of one that cannot be read nobody knows', async () => {
  expect(await isOver(() => Promise.reject(new TaskNotFound(taskOf().taskId)), self)).toBeUndefined()
  await expect(isOver(() => Promise.reject(new TypeError('away')), self)).rejects.toThrow('away')
})
