import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seededRandom.ts'
import { innerHash, ZERO_HASH } from '../hash.ts'
import { listTree } from './listTree.ts'

describe('listTree', () => {
  it('is 32 zero bytes over no items, and its item over one', () => {
    const item = seededRandom(12).bytes(32)
    expect(listTree([]).root).toEqual(ZERO_HASH)
    expect(listTree([item]).root).toEqual(item)
  })

  it('hashes items as they are and pads with 32 zero bytes', () => {
    const random = seededRandom(13)
    const [a, b, c] = [random.bytes(32), random.bytes(32), random.bytes(32)]
    expect(listTree([a, b, c]).root).toEqual(innerHash(innerHash(a, b), innerHash(c, ZERO_HASH)))
  })
})
