import { createLogger } from '@assay/keeper'
import type { Position } from '@assay/proof'
import { ContractRevert } from '@assay/protocol'
import type { OpeningView } from '@assay/sdk'
import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { type AnswerDeps, answerOpenings } from './answerOpenings.ts'
import { taskOf } from './testing.ts'

const opening = (index: number, answerBy: bigint, answeredAt?: bigint) =>
  ({
    position: { tree: 'node', tensor: 0, level: 0, index },
    answerBy,
    ...(answeredAt === undefined ? {} : { answeredAt }),
    // position, deadline and answer are all that is looked at
  }) as OpeningView

const world = (openings: readonly OpeningView[], changes: Partial<AnswerDeps> = {}) => {
  const given: number[] = []
  const deps: AnswerDeps = {
    log: createLogger('test', 'silent'),
    listOpenings: async () => openings,
    encodeAnswer: async (_task, position) => Uint8Array.of(position.index),
    answer: async (_taskId, _position, bytes) => void given.push(bytes[0]!),
    chainTime: async () => 100n,
    ...changes,
  }
  return { given, run: () => answerOpenings(deps)(taskOf()) }
}

describe('answerOpenings', () => {
  test('answers what is due first, first, and nothing twice', async () => {
    const { given, run } = world([opening(1, 130n), opening(2, 110n), opening(3, 120n, 90n), opening(4, 101n)])
    expect(await run()).toEqual({ answered: 3, left: 0 })
    expect(given).toEqual([4, 2, 1])
  })

  test('wastes no gas on what is overdue', async () => {
    const { given, run } = world([opening(1, 100n), opening(2, 101n)])
    expect(await run()).toEqual({ answered: 1, left: 1 })
    expect(given).toEqual([2])
  })

  test('says by when answers are due before it gives them, and which it still owes', async () => {
    const told: (readonly bigint[])[] = []
    const onOwed = (_taskId: Hex, answerBy: readonly bigint[]) => void told.push(answerBy)
    await world([opening(1, 130n), opening(2, 110n), opening(3, 120n, 90n), opening(4, 100n)], { onOwed }).run()
    expect(told).toEqual([[100n, 110n, 130n], [100n, 130n], [100n]])
    told.length = 0
    const broken = world([opening(1, 110n)], { onOwed, encodeAnswer: () => Promise.reject(new TypeError('no model')) })
    await expect(broken.run()).rejects.toThrow('no model')
    expect(told).toEqual([[110n]])
    told.length = 0
    await world([], { onOwed }).run()
    expect(told, 'nothing is owed where nothing is demanded').toEqual([[]])
  })

  test('answers the others when one cannot be read, and comes again for it', async () => {
    const { given, run } = world([], {
      listOpenings: async (_taskId, onUnread) => {
        onUnread(opening(1, 105n).position, new TypeError('no reply'))
        return [opening(2, 110n)]
      },
    })
    expect(await run()).toEqual({ answered: 1, left: 1 })
    expect(given).toEqual([2])
  })

  test('goes on with the others when one is refused, and stops where the node is down', async () => {
    const refuse = (position: Position) => position.index === 1
    const { given, run } = world([opening(1, 110n), opening(2, 120n)], {
      answer: async (_taskId, position, bytes) => {
        if (refuse(position))
          throw new ContractRevert('AlreadyAnswered', {}, 'somebody has', { cause: undefined, retryable: false })
        given.push(bytes[0]!)
      },
    })
    expect(await run()).toEqual({ answered: 1, left: 1 })
    expect(given).toEqual([2])
    const down = world([opening(1, 110n)], { answer: () => Promise.reject(new TypeError('node down')) })
    await expect(down.run()).rejects.toThrow('node down')
  })
})
