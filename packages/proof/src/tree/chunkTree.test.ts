import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seededRandom.ts'
import { leafHash } from '../hash.ts'
import { chunkTree } from './chunkTree.ts'

describe('chunkTree', () => {
  it('commits to a tensor as to its bytes with zeros after them, up to a power of two chunks', () => {
    const random = seededRandom(9)
    for (const length of [1, 256, 257, 700, 1024, 1025]) {
      const bytes = random.bytes(length)
      const tree = chunkTree(bytes, 8)
      const padded = new Uint8Array(2 ** (tree.depth + 8))
      padded.set(bytes)
      expect(chunkTree(padded, 8).root, `${length} bytes`).toEqual(tree.root)
    }
  })

  it('hands out whole chunks, which hash to its leaves, padding chunks too', () => {
    const tree = chunkTree(seededRandom(10).bytes(5 * 256 + 1), 8)
    expect([tree.depth, tree.count, tree.chunkSize]).toEqual([3, 6, 256])
    for (let index = 0; index < 8; index++) {
      expect(tree.chunk(index).length).toBe(256)
      expect(leafHash(tree.chunk(index)), `chunk ${index}`).toEqual(tree.hash(0, index))
    }
    expect(tree.chunk(5).subarray(1)).toEqual(new Uint8Array(255))
    expect(tree.chunk(7)).toEqual(new Uint8Array(256))
  })

  it('copies nothing of a tensor but its last, partial chunk', () => {
    const bytes = seededRandom(11).bytes(3 * 256 + 10)
    const tree = chunkTree(bytes, 8)
    expect(tree.chunk(2).buffer).toBe(bytes.buffer)
    expect(tree.chunk(3).buffer).not.toBe(bytes.buffer)
  })
})
