import { describe, expect, it } from 'vitest'
import { count } from './count.ts'
import { movesBetween } from './movesBetween.ts'
import { axisOrder, channelsLast, indicesOf, ofOrder, rowMajor, rowOrder, sameStorage, transposed } from './storage.ts'
import { dice } from './testing/mutateOnnx.ts'
import { transposeIndices } from './transposeIndices.ts'

const shuffled = (length: number, pick: (below: number) => number): number[] => {
  const left = Array.from({ length }, (_, i) => i)
  return Array.from({ length }, () => left.splice(pick(left.length), 1)[0]!)
}
const seeds = Array.from({ length: 300 }, (_, seed) => dice(seed + 1))
const shapeOf = (pick: (below: number) => number) => Array.from({ length: 1 + pick(6) }, () => 1 + pick(4))

describe('the order of stored elements', () => {
  it('lists the indices that a transpose of whole axes has', () => {
    for (const pick of seeds) {
      const shape = shapeOf(pick)
      const order = shuffled(shape.length, pick)
      const storage = ofOrder(shape, order)
      expect([...indicesOf(storage)]).toEqual([...transposeIndices(shape, order)])
      const found = axisOrder(storage, shape)!
      expect(sameStorage(ofOrder(shape, found), storage), 'found again as an order of axes').toBe(true)
    }
  })

  it('follows a transpose on paper: the same bytes, named by the new index', () => {
    for (const pick of seeds) {
      const shape = shapeOf(pick)
      const [order, axes] = [shuffled(shape.length, pick), shuffled(shape.length, pick)]
      const moved = transposed(ofOrder(shape, order), shape, axes)!
      // The element at each stored place, by its index before and after.
      const before = indicesOf(ofOrder(shape, order))
      const after = indicesOf(moved)
      const original = transposeIndices(shape, axes)
      expect([...after].map((index) => original[index])).toEqual([...before])
    }
  })

  it('is brought into any other order by transposes of four dimensions', () => {
    for (const pick of seeds) {
      const shape = shapeOf(pick)
      const [from, to] = [ofOrder(shape, shuffled(shape.length, pick)), ofOrder(shape, shuffled(shape.length, pick))]
      let stored: ArrayLike<number> = indicesOf(from)
      for (const move of movesBetween(from, to)!) {
        expect(count(move.from)).toBe(stored.length)
        stored = Array.from(transposeIndices(move.from, move.perm), (index) => stored[index]!)
      }
      expect(Array.from(stored)).toEqual([...indicesOf(to)])
    }
  })

  it('stays as it is under a reshape, and says where a transpose of the new shape has no digits', () => {
    const storage = channelsLast([1, 6, 2, 2])
    expect(axisOrder(storage, [3, 2, 4]), 'channels in two axes, pixels in one').toEqual([2, 0, 1])
    expect(axisOrder(storage, [8, 3])).toBeUndefined()
    expect(transposed(storage, [8, 3], [1, 0])).toBeUndefined()
  })

  it('gives the order within rows only where rows are in place', () => {
    expect([...rowOrder(channelsLast([2, 3, 2, 1]), 6)!]).toEqual([0, 2, 4, 1, 3, 5])
    expect(rowOrder(ofOrder([2, 3], [1, 0]), 3)).toBeUndefined()
    expect([...rowOrder(rowMajor([4, 3]), 3)!]).toEqual([0, 1, 2])
  })
})
