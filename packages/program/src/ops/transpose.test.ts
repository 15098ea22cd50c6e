import { describe, expect, it } from 'vitest'
import { interpretNode } from '../interpretNode.ts'
import type { Node, Shape } from '../types.ts'

const transposed = (bytes: readonly number[], from: Shape, perm: readonly [number, number, number, number]) => {
  const shape: Shape = [from[perm[0]]!, from[perm[1]]!, from[perm[2]]!, from[perm[3]]!]
  const [perm0, perm1, perm2, perm3] = perm
  const x = { source: 'input', index: 0, dtype: 'u8', shape: from } as const
  const node: Node = { op: 'transpose', dtype: 'u8', shape, operands: [x], attributes: { perm0, perm1, perm2, perm3 } }
  return [...interpretNode(node, [Uint8Array.from(bytes)])]
}

describe('transpose', () => {
  it('turns rows into columns', () => {
    expect(transposed([1, 2, 3, 4, 5, 6], [1, 1, 2, 3], [0, 1, 3, 2])).toEqual([1, 4, 2, 5, 3, 6])
  })

  it('puts the axis that perm_i names at i, not the other way round', () => {
    // a cycle of three axes, which is not its own inverse: [h, w, c] to [c, h, w]
    const pixels = [10, 11, 20, 21, 30, 31, 40, 41, 50, 51, 60, 61]
    expect(transposed(pixels, [1, 2, 3, 2], [0, 3, 1, 2])).toEqual([10, 20, 30, 40, 50, 60, 11, 21, 31, 41, 51, 61])
    expect(transposed(pixels, [1, 2, 3, 2], [0, 2, 3, 1])).toEqual([10, 40, 11, 41, 20, 50, 21, 51, 30, 60, 31, 61])
  })
})
