import { describe, expect, it } from 'vitest'
import { planesOf } from './planesOf.ts'

const whole = [
  { dtype: 'u8', scale: 0.02, zero: 0 },
  { dtype: 'u8', scale: 0.017, zero: 22 },
  { dtype: 'u8', scale: 0.5, zero: 128 },
  { dtype: 'u8', scale: 3, zero: 255 },
] as const

describe.each(whole)('a tensor of scale $scale and zero point $zero', (quant) => {
  it.each([2, 3, 4, 8])('in %i planes: every value it holds is the sum of bytes, to half a step', (count) => {
    const { quant: fine, planes } = planesOf(quant, count)
    expect(planes.length).toBe(count)
    expect(fine.scale, 'finer').toBeLessThan(quant.scale)
    for (let i = 0; i <= 1000; i++) {
      const value = quant.scale * ((255 * i) / 1000 - quant.zero)
      const bytes = planes.map(({ start, low, high }) => {
        const part = Math.max(low, Math.min(high, value - start))
        return Math.max(0, Math.min(255, Math.round(part / fine.scale) + fine.zero))
      })
      const sum = bytes.reduce((total, byte) => total + (byte - fine.zero) * fine.scale, 0)
      // where planes meet, rounding the zero point may cost a step at the far ends
      expect(Math.abs(sum - value), `${value} as ${bytes}`).toBeLessThanOrEqual(fine.scale * (0.5 + count * 0.5) + 1e-9)
    }
  })
})

it('makes the steps of a relu as fine as the planes are many, and of a symmetric tensor as they are on each side', () => {
  expect(planesOf(whole[0], 4).quant.scale).toBeCloseTo(0.005, 6)
  expect(planesOf(whole[2], 3).quant.scale).toBeCloseTo(0.25, 2)
})
