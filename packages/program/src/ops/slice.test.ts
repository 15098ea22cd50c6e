import { describe, expect, it } from 'vitest'
import { interpretNode } from '../interpretNode.ts'
import type { Node, Shape } from '../types.ts'

type Axis = readonly [start: number, step: number, size: number]

const sliced = (bytes: readonly number[], from: Shape, [n, h, w, c]: readonly [Axis, Axis, Axis, Axis]) => {
  const x = { source: 'input', index: 0, dtype: 'u8', shape: from } as const
  const attributes = {
    ...{ start0: n[0], start1: h[0], start2: w[0], start3: c[0] },
    ...{ step0: n[1], step1: h[1], step2: w[1], step3: c[1] },
  }
  const node: Node = { op: 'slice', dtype: 'u8', shape: [n[2], h[2], w[2], c[2]], operands: [x], attributes }
  return [...interpretNode(node, [Uint8Array.from(bytes)])]
}

const one: Axis = [0, 1, 1]
const letters = [...'abcdefghijkl'].map((letter) => letter.charCodeAt(0))
const text = (bytes: readonly number[]) => String.fromCharCode(...bytes)

describe('slice', () => {
  it('takes every step-th from start on, forwards and backwards', () => {
    expect(text(sliced(letters, [1, 1, 1, 12], [one, one, one, [2, 3, 4]]))).toBe('cfil')
    expect(text(sliced(letters, [1, 1, 1, 12], [one, one, one, [10, -5, 3]]))).toBe('kfa')
  })

  it('steps on each axis by itself', () => {
    // rows abc def ghi jkl
    expect(text(sliced(letters, [1, 1, 4, 3], [one, one, [3, -2, 2], [1, 1, 2]]))).toBe('klef')
  })
})
