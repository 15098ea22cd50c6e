import { expect, it } from 'vitest'
import { interpretNode } from '../interpretNode.ts'
import type { Node } from '../types.ts'

it('resize_nearest takes each pixel from the row and column of its tables, all channels of it', () => {
  const [rows, columns] = [Int32Array.of(1, 0, 0), Int32Array.of(-5, 1, 99)]
  const node: Node = {
    op: 'resize_nearest',
    dtype: 'i8',
    shape: [1, 3, 3, 2],
    operands: [
      { source: 'input', index: 0, dtype: 'i8', shape: [1, 2, 3, 2] },
      { source: 'input', index: 1, dtype: 'i32', shape: [1, 1, 1, 3] },
      { source: 'input', index: 2, dtype: 'i32', shape: [1, 1, 1, 3] },
    ],
    attributes: {},
  }
  const image = Int8Array.of(0, -1, 2, -3, 4, -5, 6, -7, 8, -9, 10, -11)
  const [upper, lower] = [
    [0, -1, 2, -3, 4, -5],
    [6, -7, 8, -9, 10, -11],
  ]
  const operands = [image, rows, columns].map(({ buffer }) => new Uint8Array(buffer))
  expect([...new Int8Array(interpretNode(node, operands).buffer)]).toEqual([...lower!, ...upper!, ...upper!])
})
