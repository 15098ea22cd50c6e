import { describe, expect, it } from 'vitest'
import { softmaxCases } from '../../../../vectors/cases/softmax.ts'
import { interpretNode } from '../interpretNode.ts'
import { readElement } from '../readElement.ts'

describe('softmax', () => {
  it.each(softmaxCases())('$name: as with unbounded integers', ({ node, operands }) => {
    const [x, table] = operands.map((bytes, i) => {
      const { dtype } = node.operands[i]!
      return Array.from({ length: bytes.length / (dtype === 'i32' ? 4 : 1) }, (_, at) => readElement(bytes, dtype, at))
    })
    const { zeroY, low, high, levels } = node.attributes
    const width = node.shape[3]
    const rows = Array.from({ length: x!.length / width }, (_, row) => x!.slice(row * width, (row + 1) * width))
    const expected = rows.flatMap((row) => {
      const largest = row.toSorted((a, b) => b - a)[0]!
      const weights = row.map((value) => BigInt(table![largest - value]!)).map((weight) => (weight < 0n ? 0n : weight))
      const sum = weights.reduce((a, b) => a + b, 0n)
      return weights.map((weight) => {
        if (sum === 0n) return Math.min(Math.max(zeroY!, low!), high!)
        const moved = (weight * BigInt(levels!) + sum / 2n) / sum + BigInt(zeroY!)
        return Number(moved < BigInt(low!) ? BigInt(low!) : moved > BigInt(high!) ? BigInt(high!) : moved)
      })
    })
    const bytes = interpretNode(node, operands)
    expect(expected.map((_, at) => readElement(bytes, node.dtype, at))).toEqual(expected)
  })
})
