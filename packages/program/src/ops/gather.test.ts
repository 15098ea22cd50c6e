import { expect, it } from 'vitest'
import { interpretNode } from '../interpretNode.ts'
import type { Node } from '../types.ts'

it('gather reads the row of each id in each plane, the last row there is for an id beyond an end', () => {
  const ids = Int32Array.of(2, 0, -1, 3, 2 ** 31 - 1, -(2 ** 31), 1)
  const node: Node = {
    op: 'gather',
    dtype: 'u8',
    shape: [1, 2, ids.length, 2],
    operands: [
      { source: 'input', index: 0, dtype: 'u8', shape: [1, 2, 3, 2] },
      { source: 'input', index: 1, dtype: 'i32', shape: [1, 1, 1, ids.length] },
    ],
    attributes: {},
  }
  // row r of plane p is (10 p + r, 100 + 10 p + r)
  const table = Uint8Array.of(0, 100, 1, 101, 2, 102, 10, 110, 11, 111, 12, 112)
  const rows = [2, 0, 0, 2, 2, 0, 1]
  const expected = [0, 10].flatMap((plane) => rows.flatMap((row) => [plane + row, 100 + plane + row]))
  expect([...interpretNode(node, [table, new Uint8Array(ids.buffer)])]).toEqual(expected)
})
