import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seededRandom.ts'
import { HASH_BYTES } from '../hash.ts'
import { joinBytes } from '../joinBytes.ts'
import { chunkTree } from './chunkTree.ts'
import { listTree } from './listTree.ts'
import { RootHasher } from './RootHasher.ts'

describe('RootHasher', () => {
  it('gives the roots of the trees, at every count of chunks, whatever it hashed before', () => {
    const random = seededRandom(14)
    const hasher = new RootHasher()
    const lengths = Array.from({ length: 35 }, (_, i) => [i * 256 + 1, i * 256 + 255, i * 256 + 256]).flat()
    const tensors = lengths.sort(() => random.int(0, 1) - 0.5).map((length) => random.bytes(length))
    for (const log2 of [8, 10, 8]) {
      const roots = tensors.map((bytes) => chunkTree(bytes, log2).root)
      expect(hasher.tensorRoots(tensors, log2)).toEqual(joinBytes(roots))
    }
  })

  it('gives the roots of lists, of none too', () => {
    const random = seededRandom(15)
    const hasher = new RootHasher()
    for (let count = 33; count >= 0; count--) {
      const items = Array.from({ length: count }, () => random.bytes(HASH_BYTES))
      expect(hasher.listRoot(joinBytes(items)), `${count} items`).toEqual(listTree(items).root)
    }
  })

  it('hands out roots that later ones do not change', () => {
    const random = seededRandom(16)
    const hasher = new RootHasher()
    const [first, second] = [random.bytes(700), random.bytes(900)]
    const root = hasher.listRoot(hasher.tensorRoots([first], 8))
    hasher.listRoot(hasher.tensorRoots([second], 8))
    expect(root).toEqual(chunkTree(first, 8).root)
  })

  it('hands out roots of many traces that do not overlap, and no more memory with them than 2 KiB or their own', () => {
    const random = seededRandom(18)
    const hasher = new RootHasher()
    const traces = Array.from({ length: 200 }, (_, i) =>
      Array.from({ length: [0, 1, 6, 31, 32, 33, 64, 65][i % 8]! }, () => random.bytes(20)),
    )
    const given = traces.map((tensors) => hasher.tensorRoots(tensors, 8))
    given.forEach((roots, i) => {
      expect(roots, `trace ${i}`).toEqual(joinBytes(traces[i]!.map((bytes) => chunkTree(bytes, 8).root)))
      expect(roots.buffer.byteLength, `trace ${i}`).toBeLessThanOrEqual(Math.max(2048, roots.length))
    })
  })

  it('leaves what it is given as it was', () => {
    const random = seededRandom(17)
    const items = random.bytes(5 * HASH_BYTES)
    const before = items.slice()
    new RootHasher().listRoot(items)
    expect(items).toEqual(before)
  })
})
