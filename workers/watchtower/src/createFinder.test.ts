import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createLogger } from '@assay/keeper'
import { ContractRevert } from '@assay/protocol'
import type { FindingToCommit, FindingToReveal, FindingView } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { createFinder, type FinderOptions } from './createFinder.ts'

let root: string
let count = 0
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'assay-finder-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const proof = Uint8Array.of(1, 2, 3)
const task = { taskId: idOf(12), finalAt: 1_000n }
const finding = { revealBy: 500n } as FindingView

/** A chain at second 100, whose clock goes on by one with every look, and what was sent to it. */
const world = (changes: Partial<FinderOptions> = {}) => {
  const committed: FindingToCommit[] = []
  const revealed: FindingToReveal[] = []
  const clock = { now: 100n }
  const folder = path.join(root, String(count++))
  const options: FinderOptions = {
    ...{ log: createLogger('test', 'silent'), folder, leastSec: 60n },
    chainTime: async () => clock.now++,
    commitFinding: async (one) => committed.push(one),
    isCommitted: async () => false,
    revealFinding: async (one) => revealed.push(one),
    readFinding: async () => finding,
    ...changes,
  }
  return { options, folder, clock, committed, revealed, open: () => createFinder(options) }
}

describe('createFinder', () => {
  test('S-6: commits before the proof is sent, and reveals the same salt and proof in its next life', async () => {
    const { open, committed, revealed, folder } = world()
    await open().commit(task, proof)
    expect(committed).toMatchObject([{ taskId: idOf(12), proof }])
    expect(await open().reveal(idOf(12))).toBe('revealed')
    expect(revealed).toEqual([{ taskId: idOf(12), proof, salt: committed[0]!.salt }])
    expect(await readdir(folder), 'nothing is left').toEqual([])
    expect(await open().reveal(idOf(12)), 'once').toBe('nothing')
  })

  test('keeps what it committed to before it commits, and its salt when it commits again', async () => {
    const down = new ContractRevert('Down', {}, 'down', { cause: undefined, retryable: true })
    const { options, open, committed } = world()
    const dying = createFinder({
      ...options,
      commitFinding: async (one) => {
        committed.push(one)
        throw down
      },
    })
    await expect(dying.commit(task, proof)).rejects.toBe(down)
    await open().commit(task, proof)
    expect(committed[1]!.salt).toBe(committed[0]!.salt)
    await open().commit(task, proof)
    expect(committed, 'what stands is not paid for again').toHaveLength(2)
    await open().commit(task, Uint8Array.of(9))
    expect(committed[2]!.salt, 'another proof, another salt').not.toBe(committed[0]!.salt)
  })

  test('pays once for a commitment that its earlier life did not live to see mined', async () => {
    const { options, open, committed } = world()
    let mined = false
    const killed = createFinder({
      ...options,
      commitFinding: async (one) => {
        committed.push(one)
        mined = true
        throw new TypeError('killed')
      },
    })
    await expect(killed.commit(task, proof)).rejects.toThrow('killed')
    const heir = createFinder({ ...options, isCommitted: async ({ salt }) => mined && salt === committed[0]!.salt })
    await heir.commit(task, proof)
    expect(committed).toHaveLength(1)
    await open().commit(task, proof)
    expect(committed, 'and it is known from then on').toHaveLength(1)
  })

  test('safety does not wait: what may be final soon is convicted without a commitment', async () => {
    const { open, committed } = world()
    await open().commit({ taskId: idOf(12), finalAt: 159n }, proof)
    expect(committed).toEqual([])
    expect(await open().reveal(idOf(12))).toBe('nothing')
  })

  test('returns in a later second than its commitment', async () => {
    const { options, clock } = world()
    let mined = 0n
    const finder = createFinder({
      ...options,
      chainTime: async () => {
        clock.now += 1n
        return clock.now / 4n
      },
      commitFinding: async () => {
        mined = clock.now / 4n
      },
    })
    await finder.commit(task, proof)
    expect(clock.now / 4n).toBeGreaterThan(mined)
  })

  test.each([
    [
      'after the time to reveal',
      { readFinding: async (): Promise<FindingView> => ({ ...finding, revealBy: 100n }) },
      'too-late',
    ],
    ['where nothing waits for a finder', { readFinding: async (): Promise<undefined> => undefined }, 'nothing'],
    [
      'where somebody committed earlier',
      {
        revealFinding: async () => {
          throw new ContractRevert('NotTheEarliest', {}, 'earlier', { cause: undefined, retryable: false })
        },
      },
      'too-late',
    ],
  ] as const)('forgets %s', async (_, changes, expected) => {
    const { open, folder } = world(changes)
    await open().commit(task, proof)
    expect(await open().reveal(idOf(12))).toBe(expected)
    expect(await readdir(folder)).toEqual([])
  })
})
