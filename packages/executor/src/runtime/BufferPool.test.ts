import { expect, test } from 'vitest'
import { BufferPool } from './BufferPool.ts'

const views = (buffers: readonly ArrayBuffer[]) => buffers.map((buffer) => new Uint8Array(buffer))

test('memory that is given back is given out again, once, and its views have no bytes', () => {
  const pool = new BufferPool([8, 16])
  const [small, large] = [pool.take(8), pool.take(16)]
  const tensors = [new Uint8Array(small, 2, 3), new Uint8Array(small, 5), new Uint8Array(large).fill(7)]
  pool.give(tensors)
  expect(tensors.map(({ length }) => length)).toEqual([0, 0, 0])
  pool.give(tensors)
  expect([...new Uint8Array(pool.take(16))], 'the same memory').toEqual(Array(16).fill(7))
  expect([...new Uint8Array(pool.take(16))], 'and other memory').toEqual(Array(16).fill(0))
})

test('it holds as much as one run fills, and frees the rest and what is of other lengths', () => {
  const pool = new BufferPool([8, 8, 16])
  const marked = (length: number, mark: number) => new Uint8Array(length).fill(mark)
  const tensors = [marked(8, 1), marked(8, 2), marked(8, 3), marked(16, 4), marked(16, 5), marked(9, 6)]
  pool.give(tensors)
  expect(tensors.every(({ length }) => length === 0)).toBe(true)
  const taken = views([8, 8, 8, 16, 16, 9].map((length) => pool.take(length)))
  expect(taken.map(([first]) => first).sort()).toEqual([0, 0, 0, 1, 2, 4])
  pool.give(taken.slice(0, 2))
  expect(pool.take(8).byteLength).toBe(8)
})

test('buffers that nobody else has seen come back as they are', () => {
  const pool = new BufferPool([8])
  const buffer = pool.take(8)
  pool.put([buffer, new ArrayBuffer(8), new ArrayBuffer(9)])
  expect(buffer.byteLength).toBe(8)
  expect(pool.take(8)).toBe(buffer)
  expect(pool.take(8)).not.toBe(buffer)
})

test('a closed pool holds nothing', () => {
  const pool = new BufferPool([8])
  pool.give([new Uint8Array(8).fill(1)])
  pool.close()
  const late = new Uint8Array(8).fill(2)
  pool.give([late])
  expect(late.length).toBe(0)
  expect([...new Uint8Array(pool.take(8))]).toEqual(Array(8).fill(0))
})

test('memory shared between threads, and inputs that are views of nothing, are left alone', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(8)).fill(3)
  new BufferPool([8, 0]).give([shared, new Uint8Array(0)])
  expect([...shared]).toEqual(Array(8).fill(3))
})
