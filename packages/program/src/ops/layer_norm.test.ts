import { describe, expect, it } from 'vitest'
import { layerNormCases } from '../../../../vectors/cases/layer_norm.ts'
import {
  clampInteger,
  divide,
  fromInteger,
  fromNumber,
  multiply,
  plus,
  squareRoot,
  toInteger,
} from '../../test/exact.ts'
import { elementCount } from '../elementCount.ts'
import { interpretNode } from '../interpretNode.ts'
import { readElement } from '../readElement.ts'

const coefficient = (value: number) => {
  const counts = Math.abs(value) >= 2 ** -60 && Math.abs(value) <= 2 ** 60
  return fromNumber(counts ? value : 0)
}

describe('layer_norm', () => {
  it.each(layerNormCases())('$name: as with exact fractions, rounded', ({ node, operands }) => {
    const read = (operand: number, at: number) => readElement(operands[operand]!, node.operands[operand]!.dtype, at)
    const { zeroY, low, high, epsilon } = node.attributes
    const width = node.shape[3]
    const expected = Array.from({ length: elementCount(node.shape) }, (_, at) => {
      const k = at % width
      const row = Array.from({ length: width }, (_, i) => BigInt(read(0, at - k + i)))
      const length = BigInt(width)
      const sum = row.reduce((a, b) => a + b, 0n)
      // Twice the variance is the mean of all squared differences: another way to the same whole number.
      const doubled = row.reduce((all, a) => all + row.reduce((part, b) => part + (a - b) * (a - b), 0n), 0n)
      const deviation = squareRoot(plus(fromInteger(doubled / 2n), fromNumber(epsilon!)))
      const normal = divide(fromInteger(length * row[k]! - sum), deviation)
      const moved = plus(multiply(normal, coefficient(read(1, k))), coefficient(read(2, k)))
      return clampInteger(toInteger(moved) + BigInt(zeroY!), low!, high!)
    })
    const bytes = interpretNode(node, operands)
    expect(expected.map((_, at) => readElement(bytes, node.dtype, at))).toEqual(expected)
  })
})
