import { dtypes, interpretElement, type Node, type Operand } from '@assay/program'
import { expect, test } from 'vitest'

// The lowering lets an operand with the output's dtype, scale and zero point pass as it is.

test('every whole number up to 255 survives a scale and its inverse, whatever the mantissa', () => {
  const { fround } = Math
  let survived = 0
  // A prime step through all 2^23 mantissas; a power of two in the scale changes no rounding.
  for (let mantissa = 0; mantissa < 2 ** 23; mantissa += 1021) {
    const scale = 1 + mantissa / 2 ** 23
    for (let d = 1; d <= 255; d++) {
      if (Math.abs(fround(fround(d * scale) / scale) - d) < 0.5) survived++
    }
  }
  expect(survived).toBe(255 * Math.ceil(2 ** 23 / 1021))
})

test('every byte with every zero point is what the op makes of it, at the ends of the scales and between', () => {
  for (const dtype of ['u8', 'i8'] as const) {
    const { min, max } = dtypes[dtype]
    const part: Operand = { source: 'input', index: 0, dtype, shape: [1, 1, 1, 256] }
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => min + i)
    for (const scale of [2 ** -60, 2 ** -60 * (1 + 2 ** -23), 1 / 3, 1 - 2 ** -24, 2 ** 60 * (1 - 2 ** -24), 2 ** 60]) {
      for (let zero = min; zero <= max; zero++) {
        const node: Node = {
          op: 'concat',
          dtype,
          shape: [1, 1, 1, 512],
          operands: [part, part],
          attributes: {
            axis: 3,
            ...{ zero0: zero, zero1: zero, zero2: 0, zero3: 0, zeroY: zero, low: min, high: max },
            ...{ scale0: Math.fround(scale), scale1: Math.fround(scale), scale2: 0, scale3: 0 },
            scaleY: Math.fround(scale),
          },
        }
        for (let i = 0; i < 256; i++) {
          const value = interpretElement(node, [bytes, bytes], 256 + i)
          if (value !== min + i) expect.unreachable(`${min + i} became ${value} at zero ${zero}, scale ${scale}`)
        }
      }
    }
  }
})
