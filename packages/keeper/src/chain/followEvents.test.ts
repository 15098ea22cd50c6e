import { LogsRefused, RpcFailed, RpcUnreachable } from '@assay/sdk'
import { HttpRequestError, LimitExceededRpcError } from 'viem'
import { describe, expect, test } from 'vitest'
import { type EventSource, type FollowOptions, followEvents } from './followEvents.ts'
import type { Cursor, Position } from './types.ts'

type Block = { hash: `0x${string}`; events: string[] }

const hash = (text: string): `0x${string}` => `0x${Buffer.from(text).toString('hex').padEnd(64, '0')}`

class FakeChain implements EventSource<string> {
  blocks: Block[] = []
  failing = 0
  /** Throws where the node refuses a range. */
  refuse: (range: { from: bigint; to: bigint; events: number }) => void = () => {}
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
    const events = this.blocks.slice(Number(from), Number(to) + 1).flatMap((block) => block.events)
    return this.answer(events).then((given) => {
      this.refuse({ from, to, events: given.length })
      return given
    })
  }

  refused(block: bigint, cause: unknown): Error {
    return new LogsRefused('http://127.0.0.1:1', 'Named', block, cause)
  }
}

const tooMany = () => {
  throw new RpcFailed(
    'http://127.0.0.1:1',
    'query returned more than 10000 results',
    new LimitExceededRpcError(new Error()),
  )
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
  test.each(['latest', 'the end of the range', 'its events'] as const)(
    'a chain that is replaced between its looks is read again: when it asks for %s',
    async (moment) => {
      const chain = new FakeChain('a', 10)
      const { seen, follower } = follow(chain)
      await until(() => seen.length === 10)
      let replaced = false
      const replace = (isNow: boolean) => {
        // the read block has been compared by then: once there is something new
        if (!isNow || replaced || chain.blocks.length !== 11) return
        replaced = true
        chain.blocks = chain.blocks.slice(0, 7)
        chain.mine('b', 5)
      }
      const { blockAt, eventsIn } = chain
      chain.blockAt = (number) => {
        replace(moment === 'latest' ? number === 'latest' : moment === 'the end of the range' && number === 10n)
        return blockAt.call(chain, number)
      }
      chain.eventsIn = (from, to) => {
        replace(moment === 'its events')
        return eventsIn.call(chain, from, to)
      }
      chain.mine('a', 1)
      await until(() => ['b7', 'b8', 'b9', 'b10', 'b11'].every((event) => seen.includes(event)))
      await follower.close()
    },
  )

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

  test('halves a range of more blocks than the node gives, at once, and keeps what it has', async () => {
    const chain = new FakeChain('a', 5_000)
    chain.refuse = ({ from, to }) => to - from >= 600n && tooMany()
    const written: bigint[] = []
    const cursor = memoryCursor()
    const write = async (position: Position) => {
      written.push(position.block)
      await cursor.write(position)
    }
    const failures: number[] = []
    const { seen, follower } = follow(chain, {
      cursor: { read: cursor.read, write },
      pollMs: 24 * 3_600_000,
      onError: (_error, count) => failures.push(count),
    })
    await until(() => seen.length === 5_000)
    await follower.close()
    expect(
      seen.every((event, i) => event === `a${i}`),
      'each once, in order',
    ).toBe(true)
    expect(failures, 'no failure of the node').toEqual([])
    // 2,000 and 1,000 are refused, then ranges of 500, of which after each four a longer one is tried
    expect(written.slice(0, 4)).toEqual([499n, 999n, 1_499n, 1_999n])
    expect(chain.asked.length).toBeLessThanOrEqual(10 + 2 + 3)
  })

  test('halves a range of more events than the node gives, and grows again behind them', async () => {
    const chain = new FakeChain('a', 3_000)
    for (const [i, block] of chain.blocks.entries())
      block.events = i >= 1_000 && i < 1_020 ? Array.from({ length: 5 }, (_, at) => `${i}.${at}`) : []
    chain.refuse = ({ events }) => events > 12 && tooMany()
    const { seen, follower } = follow(chain, { pollMs: 24 * 3_600_000 })
    await until(() => seen.length === 100)
    await until(() => follower.position() === 2_999n)
    await follower.close()
    expect(seen).toEqual(chain.blocks.flatMap(({ events }) => events))
    expect(chain.asked.length, 'not block by block').toBeLessThan(120)
  })

  test('keeps what it has read when a block of its own is refused, and says which', async () => {
    const chain = new FakeChain('a', 50)
    chain.refuse = ({ from, to }) => from <= 30n && to >= 30n && tooMany()
    const said: unknown[] = []
    const { seen, cursor, follower } = follow(chain, { onError: (error) => said.push(error) })
    await until(() => said.length >= 2)
    expect(said[0]).toMatchObject({ name: 'LogsRefused', block: 30n })
    expect(cursor.at?.block, 'up to the block before it').toBe(29n)
    const before = chain.asked.length
    expect(chain.asked.slice(-1), 'it begins there').toEqual([[30, 30]])
    chain.refuse = () => {}
    await until(() => seen.length === 50)
    await follower.close()
    expect(chain.asked.slice(before).every(([from]) => from >= 30)).toBe(true)
  })

  test('asks a node that is away once a look, not for half of it', async () => {
    const chain = new FakeChain('a', 2_000)
    let away = 3
    chain.refuse = () => {
      if (away === 0) return
      away -= 1
      chain.failing = 1
      throw new RpcUnreachable(
        'http://127.0.0.1:1',
        'ECONNREFUSED',
        new HttpRequestError({ url: 'http://127.0.0.1:1' }),
      )
    }
    const { seen, follower } = follow(chain)
    await until(() => seen.length === 2_000)
    await follower.close()
    expect(chain.asked).toEqual(Array(4).fill([0, 1_999]))
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

  test('reads only what may differ again when the end of a long chain was replaced', async () => {
    const chain = new FakeChain('a', 600)
    const { seen, follower } = follow(chain)
    await until(() => seen.length === 600)
    chain.blocks.pop()
    chain.mine('b', 2)
    await until(() => seen.includes('b600'))
    await follower.close()
    expect(seen.slice(600, 602)).toEqual(['a344', 'a345'])
    expect(seen.slice(-2)).toEqual(['b599', 'b600'])
  })

  test('reads again what may differ when a block beyond those read is replaced on which somebody relied', async () => {
    const chain = new FakeChain('a', 10)
    const resets: Position[] = []
    const { seen, follower } = follow(chain, { confirmations: 4, onReset: (read) => resets.push(read) })
    await until(() => seen.length === 6)
    await follower.rely()
    chain.blocks.pop()
    chain.mine('b', 1)
    await until(() => seen.length === 12)
    await follower.close()
    expect(seen.slice(6)).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5'])
    expect(resets.map(({ block }) => block)).toEqual([9n])
  })

  test('knows a block that was replaced before it was told of it', async () => {
    const chain = new FakeChain('a', 10)
    let resets = 0
    const { seen, follower } = follow(chain, { confirmations: 4, onReset: () => (resets += 1) })
    await until(() => seen.length === 6)
    chain.blocks.pop()
    chain.mine('b', 1)
    await follower.rely({ block: 9n, hash: hash('a9') })
    await until(() => seen.length === 12)
    await follower.close()
    expect(resets).toBe(1)
  })

  test('knows a block that was replaced, and read anew, before it was told of it', async () => {
    const chain = new FakeChain('a', 10)
    let resets = 0
    const { seen, follower } = follow(chain, { onReset: () => (resets += 1) })
    await until(() => seen.length === 10)
    await follower.rely({ block: 9n, hash: hash('x9') })
    await until(() => seen.length === 20)
    await follower.rely({ block: 9n, hash: hash('a9') })
    await follower.rely({ block: 9n, hash: hash('x9') })
    chain.mine('a', 1)
    await until(() => seen.length === 21)
    await follower.close()
    expect(resets, 'a block is missed once').toBe(1)
  })

  test('goes on when its cursor cannot be written, and says so', async () => {
    const chain = new FakeChain('a', 5)
    const full = { read: async () => undefined, write: () => Promise.reject(new TypeError('no space')) }
    const said: string[] = []
    const { seen, follower } = follow(chain, { cursor: full, onCursorError: (error) => said.push(String(error)) })
    await until(() => seen.length === 5)
    chain.mine('a', 1)
    await until(() => seen.length === 6)
    await follower.close()
    expect(seen.at(-1)).toBe('a5')
    expect(said).toEqual(['TypeError: no space', 'TypeError: no space'])
    expect(follower.failures()).toBe(0)
  })

  test('reads again, as at a start, when it is told to', async () => {
    const chain = new FakeChain('a', 10)
    const { seen, follower } = follow(chain, { rescanBlocks: 3, pollMs: 24 * 3_600_000 })
    await until(() => seen.length === 10)
    follower.rescan()
    await until(() => seen.length === 13)
    await follower.close()
    expect(seen.slice(10)).toEqual(['a7', 'a8', 'a9'])
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
