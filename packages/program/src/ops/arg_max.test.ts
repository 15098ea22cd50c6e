import { describe, expect, it } from 'vitest'
import { argMaxCases } from '../../../../vectors/cases/arg_max.ts'
import { reduceMaxCases } from '../../../../vectors/cases/reduce_max.ts'
import { elementCount } from '../elementCount.ts'
import { interpretNode } from '../interpretNode.ts'
import { readElement } from '../readElement.ts'
import type { Node } from '../types.ts'
import { unravel } from '../unravel.ts'

/** The values along the axis, by their coordinates. */
const along = (node: Node, bytes: Uint8Array, index: number): number[] => {
  const { dtype, shape } = node.operands[0]!
  const place = unravel(index, node.shape)
  const values: number[] = []
  for (let at = 0; at < elementCount(shape); at++) {
    const other = unravel(at, shape)
    if (other.every((coordinate, i) => i === node.attributes.axis || coordinate === place[i]))
      values.push(readElement(bytes, dtype, at))
  }
  return values
}

const small = ({ node }: { node: Node }) => elementCount(node.operands[0]!.shape) < 300

describe('arg_max', () => {
  it.each(argMaxCases().filter(small))('$name: where the largest first stands', ({ node, operands }) => {
    const bytes = interpretNode(node, operands)
    for (let at = 0; at < elementCount(node.shape); at++) {
      const values = along(node, operands[0]!, at)
      expect(readElement(bytes, 'i32', at)).toBe(values.indexOf(Math.max(...values)))
    }
  })
})

describe('reduce_max', () => {
  it.each(reduceMaxCases().filter(small))('$name: the largest', ({ node, operands }) => {
    const bytes = interpretNode(node, operands)
    for (let at = 0; at < elementCount(node.shape); at++)
      expect(readElement(bytes, node.dtype, at)).toBe(Math.max(...along(node, operands[0]!, at)))
  })
})
