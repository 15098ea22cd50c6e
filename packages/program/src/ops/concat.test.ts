import { describe, expect, it } from 'vitest'
import { random } from '../../../../vectors/random.ts'
import { clampInteger, divide, fromNumber, multiply, toInteger } from '../../test/exact.ts'
import { interpretElement } from '../interpretElement.ts'
import { interpretNode } from '../interpretNode.ts'
import type { Node, Shape } from '../types.ts'

const none = { zero0: 0, zero1: 0, zero2: 0, zero3: 0, scale0: 0, scale1: 0, scale2: 0, scale3: 0 }
const operand = (index: number, shape: Shape) => ({ source: 'input', index, dtype: 'i8', shape }) as const

describe('concat', () => {
  it('takes each element from the operand that holds it, along any axis', () => {
    const attributes = { ...none, scale0: 1, scale1: 1, scale2: 1, scaleY: 1, zeroY: 0, low: -128, high: 127 }
    const joined = (axis: number, shape: Shape, parts: readonly Shape[]) => {
      const operands = parts.map((part, i) => operand(i, part))
      const node: Node = { op: 'concat', dtype: 'i8', shape, operands, attributes: { ...attributes, axis } }
      const bytes = [Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5, 6), Uint8Array.of(7, 8)]
      return [...interpretNode(node, bytes)]
    }
    const two: Shape = [1, 1, 2, 1]
    expect(joined(3, [1, 1, 2, 4], [two, [1, 1, 2, 2], two])).toEqual([1, 3, 4, 7, 2, 5, 6, 8])
    expect(joined(2, [1, 1, 8, 1], [two, [1, 1, 4, 1], two])).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(joined(0, [4, 1, 2, 1], [two, [2, 1, 2, 1], two])).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('agrees with fractions for scales of every size', () => {
    const pick = random(4)
    for (let i = 0; i < 10_000; i++) {
      const [x, zero] = [pick(-128, 127), pick(-128, 127)]
      const exponent = pick(-40, 40)
      const scale = () => Math.fround(2 ** (exponent + pick(-5, 5)) * (1 + pick(0, 2 ** 23 - 1) / 2 ** 23))
      const scale1 = scale()
      const near = Math.fround((Math.abs(x - zero) * scale1) / (pick(0, 60) + 0.5))
      const scaleY = near >= 2 ** -60 && pick(0, 1) === 1 ? near : scale()
      const attributes = { ...none, axis: 3, zero1: zero, scale0: 1, scale1, scaleY, zeroY: -3, low: -128, high: 127 }
      const operands = [operand(0, [1, 1, 1, 1]), operand(1, [1, 1, 1, 1])]
      const node: Node = { op: 'concat', dtype: 'i8', shape: [1, 1, 1, 2], operands, attributes }
      const exact = toInteger(divide(multiply(fromNumber(x - zero), fromNumber(scale1)), fromNumber(scaleY)))
      expect(
        interpretElement(node, [Uint8Array.of(0), Uint8Array.of(x)], 1),
        `(${x} - ${zero}) * ${scale1} over ${scaleY}`,
      ).toBe(clampInteger(exact - 3n, -128, 127))
    }
  })
})
