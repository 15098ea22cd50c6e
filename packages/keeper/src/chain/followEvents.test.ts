import { describe, expect, test } from 'vitest'
import { type EventSource, type FollowOptions, followEvents } from './followEvents.ts'
import type { Cursor, Position } from './types.ts'

type Block = { hash: `0x${string}`; events: string[] }

const hash = (text: string): `0x${string}` => `0x${Buffer.from(text).toString('hex').padEnd(64, '0')}`

class FakeChain implements EventSource<string> {
  blocks: Block[] = []
  failing = 0
  asked: [number, number][] = []

  constructor(fork: string, length: number) {
    this.mine(fork, length)
  }

  mine(fork: string, count: number) {
    for (let i = 0; i < count; i++) {
      const number = this.blocks.length
      this.blocks.push({ hash: hash(`${fork}${number}`), events: [`${fork}${number}`] })
    }
  }

  private answer<T>(value: T): Promise<T> {
    if (this.failing === 0) return Promise.resolve(value)
    this.failing -= 1
    return Promise.reject(new TypeError('the node is down'))
  }

  blockAt(number: bigint | 'latest'): Promise<Position | undefined> {
    const index = number === 'latest' ? this.blocks.length - 1 : Number(number)
    const block = this.blocks[index]
    return this.answer(block === undefined ? undefined : { block: BigInt(index), hash: block.hash })
  }

  eventsIn(from: bigint, to: bigint): Promise<readonly string[]> {
    this.asked.push([Number(from), Number(to)])
    return this.answer(this.blocks.slice(Number(from), Number(to) + 1).flatMap((block) => block.events))
  }
}

const memoryCursor = (at?: Position): Cursor & { at: Position | undefined } => {
  const cursor = {
    at,
    read: async () => cursor.at,
    write: async (position: Position) => {
      cursor.at = position
    },
  }
  return cursor
}

const until = async (holds: () => boolean) => {
  const end = Date.now() + 240_000
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 2))
  expect(holds(), 'in time').toBe(true)
}

const follow = (source: FakeChain, options: Partial<FollowOptions<string>> = {}) => {
  const seen: string[] = []
  const cursor = memoryCursor()
  const follower = followEvents({
    source,
    cursor,
    startBlock: 0n,
    confirmations: 0,
    pollMs: 2,
    rescanBlocks: 0,
    onEvents: async (events) => {
      seen.push(...events)
    },
    ...options,
  })
  return { seen, cursor, follower }
}

describe('followEvents', () => {
  test('reads from the start block, in ranges, then what is new', async () => {
    const chain = new FakeChain('a', 10)
    const { seen, follower } = follow(chain, { startBlock: 3n, rangeBlocks: 4 })
    await until(() => seen.length === 7)
    expect(chain.asked).toEqual([
      [3, 6],
      [7, 9],
    ])
    chain.mine('a', 2)
    await until(() => seen.length === 9)
    await follower.close()
    expect(seen.at(-1)).toBe('a11')
  })

  test('leaves out blocks with too few on top', async () => {
    const chain = new FakeChain('a', 10)
    const { seen, follower } = follow(chain, { confirmations: 4 })
    await until(() => seen.length === 6)
    chain.mine('a', 1)
    await until(() => seen.length === 7)
    await follower.close()
    expect(seen.at(-1)).toBe('a6')
  })

  test('goes on where it was, less the blocks that are read again', async () => {
    const chain = new FakeChain('a', 10)
    const cursor = memoryCursor({ block: 7n, hash: hash('a7') })
    const { seen, follower } = follow(chain, { cursor, rescanBlocks: 2 })
    await until(() => seen.length === 4)
    await follower.close()
    expect(seen).toEqual(['a6', 'a7', 'a8', 'a9'])
    expect(cursor.at?.block).toBe(9n)
  })

  test('never reads before the start block', async () => {
    const chain = new FakeChain('a', 10)
    const cursor = memoryCursor({ block: 7n, hash: hash('a7') })
    const { seen, follower } = follow(chain, { cursor, rescanBlocks: 1_000, startBlock: 5n })
    await until(() => seen.length === 5)
    await follower.close()
    expect(seen[0]).toBe('a5')
  })

  test('survives a node that is down, and says so each time', async () => {
    const chain = new FakeChain('a', 5)
    chain.failing = 3
    const failures: number[] = []
    const { seen, follower } = follow(chain, { onError: (_error, count) => failures.push(count) })
    await until(() => seen.length === 5)
    await follower.close()
    expect(failures).toEqual([1, 2, 3])
    expect(follower.failures()).toBe(0)
  })

  test('gives events again until they were taken', async () => {
    const chain = new FakeChain('a', 3)
    const taken: string[] = []
    let refusals = 2
    const { follower } = follow(chain, {
      onEvents: async (events) => {
        if (refusals-- > 0) throw new TypeError('the queue is down')
        taken.push(...events)
      },
    })
    await until(() => taken.length === 3)
    await follower.close()
    expect(taken).toEqual(['a0', 'a1', 'a2'])
  })

  test('reads everything again when the chain was started anew', async () => {
    const chain = new FakeChain('a', 10)
    const resets: (Position | undefined)[] = []
    const { seen, follower } = follow(chain, { onReset: (_read, found) => resets.push(found) })
    await until(() => seen.length === 10)
    chain.blocks = []
    chain.mine('b', 4)
    await until(() => seen.length === 14)
    chain.mine('b', 1)
    await until(() => seen.length === 15)
    await follower.close()
    expect(seen.slice(10)).toEqual(['b0', 'b1', 'b2', 'b3', 'b4'])
    expect(resets).toEqual([undefined])
  })

  test('reads everything again when its last block was replaced', async () => {
    const chain = new FakeChain('a', 5)
    const { seen, follower } = follow(chain)
    await until(() => seen.length === 5)
    chain.blocks.pop()
    chain.mine('b', 2)
    await until(() => seen.length === 11)
    await follower.close()
    expect(seen.slice(5)).toEqual(['a0', 'a1', 'a2', 'a3', 'b4', 'b5'])
  })

  test('waits for a node that lags instead of reading everything again', async () => {
    const chain = new FakeChain('a', 5)
    let resets = 0
    const { seen, follower } = follow(chain, { pollMs: 30, onReset: () => (resets += 1) })
    await until(() => seen.length === 5)
    const last = chain.blocks.pop()!
    await new Promise((resolve) => setTimeout(resolve, 45))
    chain.blocks.push(last)
    chain.mine('a', 1)
    await until(() => seen.length === 6)
    await follower.close()
    expect(resets).toBe(0)
  })

  test('stops when it is closed while waiting, however long it would have waited', async () => {
    const { seen, follower } = follow(new FakeChain('a', 1), { pollMs: 24 * 3_600_000 })
    await until(() => seen.length === 1)
    await follower.close()
    expect(follower.failures()).toBe(0)
  })
})
