import { describe, expect, it } from 'vitest'
import { random } from '../../../vectors/random.ts'
import { naiveMultiple, naiveSum } from '../test/naiveSum.ts'
import { interpretElement } from './interpretElement.ts'
import { interpretNode } from './interpretNode.ts'
import type { Node } from './types.ts'

const operand = { source: 'input', index: 0, dtype: 'i8', shape: [1, 1, 1, 1] } as const

describe.each(['mul', 'sub'] as const)('%s', (op) => {
  it('agrees with fractions for scales of every size', () => {
    const pick = random(op === 'mul' ? 5 : 6)
    for (let i = 0; i < 20_000; i++) {
      const [l, r] = [pick(-128, 127), pick(-128, 127)]
      const exponent = pick(-20, 20)
      const scale = (about: number) => Math.fround(2 ** (about + pick(-3, 3)) * (1 + pick(0, 2 ** 23 - 1) / 2 ** 23))
      const [scaleX, scaleW] = [scale(exponent), scale(exponent)]
      const total = Math.abs(op === 'mul' ? l * scaleX * (r * scaleW) : l * scaleX - r * scaleW)
      // Next to an integer and a half, where every rounding counts, or anywhere near.
      const near = Math.fround(total / (pick(0, 60) + 0.5))
      const scaleY = near >= 2 ** -60 && pick(0, 1) === 1 ? near : scale(op === 'mul' ? 2 * exponent + 7 : exponent)
      const attributes = { zeroX: 0, zeroW: 0, zeroY: -3, low: -128, high: 127, scaleX, scaleW, scaleY }
      const node: Node = { op, dtype: 'i8', shape: [1, 1, 1, 1], operands: [operand, operand], attributes }
      const left = { value: l, scale: scaleX }
      const expected =
        op === 'mul'
          ? naiveMultiple(left, { value: r, scale: scaleW }, scaleY, -3, -128, 127)
          : naiveSum(left, { value: -r, scale: scaleW }, scaleY, -3, -128, 127)
      const element = interpretElement(node, [Uint8Array.of(l), Uint8Array.of(r)], 0)
      expect(element, `${l} * ${scaleX}, ${r} * ${scaleW} over ${scaleY}`).toBe(expected)
    }
  })

  it('repeats axes of size 1 of either operand', () => {
    const a = { source: 'input', index: 0, dtype: 'u8', shape: [2, 1, 1, 3] } as const
    const b = { source: 'input', index: 1, dtype: 'u8', shape: [1, 2, 1, 1] } as const
    const attributes = { zeroX: 0, zeroW: 0, zeroY: 0, low: 0, high: 255, scaleX: 1, scaleW: 1, scaleY: 1 }
    const node: Node = { op, dtype: 'u8', shape: [2, 2, 1, 3], operands: [a, b], attributes }
    const output = interpretNode(node, [Uint8Array.of(10, 20, 30, 40, 50, 60), Uint8Array.of(2, 3)])
    const by = (first: number[]) =>
      [2, 3].flatMap((right) => first.map((left) => (op === 'mul' ? left * right : left - right)))
    expect([...output]).toEqual([...by([10, 20, 30]), ...by([40, 50, 60])])
  })
})
