import { describe, expect, it } from 'vitest'
import { type SeededRandom, seededRandom } from '../../testing/seededRandom.ts'
import { ProofError } from '../errors.ts'
import { innerHash } from '../hash.ts'
import { joinBytes } from '../joinBytes.ts'
import { HashTree } from './HashTree.ts'

const hashes = (random: SeededRandom, count: number): Uint8Array[] =>
  Array.from({ length: count }, () => random.bytes(32))

/** The whole tree, level by level, without any shortcut. */
function wholeTree(leaves: readonly Uint8Array[], padding: Uint8Array): Uint8Array[][] {
  const levels = [[...leaves]]
  while (levels[0]!.length === 0 || !Number.isInteger(Math.log2(levels[0]!.length))) levels[0]!.push(padding)
  for (let below = levels[0]!; below.length > 1; below = levels.at(-1)!) {
    levels.push(Array.from({ length: below.length / 2 }, (_, i) => innerHash(below[2 * i]!, below[2 * i + 1]!)))
  }
  return levels
}

/** The root which the leaves named and a multiproof lead to. */
function rootFrom(leaves: ReadonlyMap<number, Uint8Array>, depth: number, multiproof: Uint8Array): Uint8Array {
  let used = 0
  let level = leaves
  for (let i = 0; i < depth; i++) {
    const above = new Map<number, Uint8Array>()
    for (const [index, hash] of level) {
      if (above.has(index >> 1)) continue
      let other = level.get(index ^ 1)
      if (other === undefined) {
        other = multiproof.subarray(used, used + 32)
        used += 32
      }
      above.set(index >> 1, index % 2 === 0 ? innerHash(hash, other) : innerHash(other, hash))
    }
    level = above
  }
  expect(used, 'every sibling is used').toBe(multiproof.length)
  return level.get(0)!
}

describe('HashTree', () => {
  it('equals the tree that is padded and hashed in full, at every size', () => {
    const random = seededRandom(4)
    const padding = random.bytes(32)
    for (let count = 0; count <= 33; count++) {
      const leaves = hashes(random, count)
      const tree = new HashTree(joinBytes(leaves), padding)
      const whole = wholeTree(leaves, padding)
      expect(tree.depth, `${count} leaves`).toBe(whole.length - 1)
      expect(tree.count).toBe(count)
      expect(tree.leaves).toEqual(joinBytes(whole[0]!))
      whole.forEach((level, i) => {
        level.forEach((hash, at) => {
          expect(tree.hash(i, at), `${count} leaves, level ${i}, position ${at}`).toEqual(hash)
        })
      })
      expect(tree.root).toEqual(whole.at(-1)![0])
    }
  })

  it('proves any set of leaves, padding too, with no sibling too many', () => {
    const random = seededRandom(5)
    for (let round = 0; round < 200; round++) {
      const tree = new HashTree(joinBytes(hashes(random, random.int(1, 40))), random.bytes(32))
      const indices = Array.from({ length: 2 ** tree.depth }, (_, i) => i).filter(() => random.int(0, 3) === 0)
      if (indices.length === 0) indices.push(random.int(0, 2 ** tree.depth - 1))
      const leaves = new Map(indices.map((index) => [index, tree.hash(0, index)]))
      expect(rootFrom(leaves, tree.depth, tree.multiproof(indices)), `leaves ${indices}`).toEqual(tree.root)
    }
  })

  it('gives a path of as many siblings as it is deep', () => {
    const random = seededRandom(6)
    const tree = new HashTree(joinBytes(hashes(random, 5)), random.bytes(32))
    for (let index = 0; index < 8; index++) {
      expect(tree.path(index).length).toBe(3 * 32)
      expect(rootFrom(new Map([[index, tree.hash(0, index)]]), 3, tree.path(index))).toEqual(tree.root)
    }
  })

  it('needs no sibling for one leaf alone, nor for all leaves', () => {
    const random = seededRandom(7)
    expect(new HashTree(random.bytes(32), random.bytes(32)).path(0).length).toBe(0)
    expect(new HashTree(random.bytes(4 * 32), random.bytes(32)).multiproof([0, 1, 2, 3]).length).toBe(0)
  })

  it('refuses positions outside the tree, repeated ones and unsorted ones', () => {
    const tree = new HashTree(seededRandom(8).bytes(5 * 32), new Uint8Array(32))
    for (const indices of [[8], [-1], [0.5], [1, 1], [2, 1]]) {
      expect(() => tree.multiproof(indices), `${indices}`).toThrow(ProofError)
    }
    expect(() => tree.multiproof([3, 8])).toThrow(
      'Leaf 8 cannot be proven: positions are whole, strictly increasing, from 4 to 7',
    )
  })
})
