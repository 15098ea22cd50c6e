import { describe, expect, it } from 'vitest'
import { interpretElement } from '../interpretElement.ts'
import { interpretNode } from '../interpretNode.ts'
import type { Node } from '../types.ts'

describe('pad', () => {
  it('puts the value around x, before and after', () => {
    const x = { source: 'input', index: 0, dtype: 'u8', shape: [1, 1, 2, 2] } as const
    const attributes = { before0: 0, before1: 0, before2: 1, before3: 0, zeroX: 9 }
    const node: Node = { op: 'pad', dtype: 'u8', shape: [1, 1, 4, 3], operands: [x], attributes }
    expect([...interpretNode(node, [Uint8Array.of(1, 2, 3, 4)])]).toEqual([9, 9, 9, 1, 2, 9, 3, 4, 9, 9, 9, 9])
  })

  it('pads an i32 with any i32', () => {
    const x = { source: 'input', index: 0, dtype: 'i32', shape: [1, 1, 1, 1] } as const
    const attributes = { before0: 1, before1: 0, before2: 0, before3: 0, zeroX: -(2 ** 31) }
    const node: Node = { op: 'pad', dtype: 'i32', shape: [2, 1, 1, 1], operands: [x], attributes }
    const elements = [0, 1].map((i) => interpretElement(node, [Uint8Array.of(255, 255, 255, 127)], i))
    expect(elements).toEqual([-(2 ** 31), 2 ** 31 - 1])
  })
})
