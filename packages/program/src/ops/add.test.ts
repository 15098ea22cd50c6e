import { describe, expect, it } from 'vitest'
import { random } from '../../../../vectors/random.ts'
import { clampInteger, divide, fromNumber, multiply, plus, toInteger } from '../../test/exact.ts'
import { interpretElement } from '../interpretElement.ts'
import type { Node } from '../types.ts'

const operand = { source: 'input', index: 0, dtype: 'i8', shape: [1, 1, 1, 1] } as const

describe('add', () => {
  it('agrees with fractions for scales of every size', () => {
    const pick = random(3)
    for (let i = 0; i < 20_000; i++) {
      const [l, r] = [pick(-128, 127), pick(-128, 127)]
      // Neighbouring exponents, so that sums round and cancel; results stay normal numbers.
      const exponent = pick(-40, 40)
      const scale = () => Math.fround(2 ** (exponent + pick(-3, 3)) * (1 + pick(0, 2 ** 23 - 1) / 2 ** 23))
      const [scaleX, scaleW] = [scale(), scale()]
      const total = Math.abs(l * scaleX + r * scaleW)
      const near = Math.fround(total / (pick(0, 60) + 0.5))
      const scaleY = near >= 2 ** -60 && pick(0, 1) === 1 ? near : scale()
      const attributes = { zeroX: 0, zeroW: 0, zeroY: -3, low: -128, high: 127, scaleX, scaleW, scaleY }
      const node: Node = { op: 'add', dtype: 'i8', shape: [1, 1, 1, 1], operands: [operand, operand], attributes }
      const left = multiply(fromNumber(l), fromNumber(scaleX))
      const right = multiply(fromNumber(r), fromNumber(scaleW))
      const exact = toInteger(divide(plus(left, right), fromNumber(scaleY)))
      expect(
        interpretElement(node, [Uint8Array.of(l), Uint8Array.of(r)], 0),
        `${l} * ${scaleX} + ${r} * ${scaleW} over ${scaleY}`,
      ).toBe(clampInteger(exact - 3n, -128, 127))
    }
  })
})
