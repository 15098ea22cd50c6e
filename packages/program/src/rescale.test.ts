import { describe, expect, it } from 'vitest'
import { random } from '../../../vectors/random.ts'
import { naiveRescale } from '../test/naiveProduct.ts'
import { rescale } from './rescale.ts'

describe('rescale', () => {
  it('rounds the sum to binary32 before it multiplies', () => {
    // 2^24 + 1 is no binary32 value; to even, it is 2^24, and half of that is no tie.
    expect(rescale(2 ** 24 + 1, 2 ** -20, 0, -128, 127)).toBe(16)
    expect(rescale(2 ** 24 + 3, 0.5, -(2 ** 23), -128, 127)).toBe(2)
  })

  it('sends ties to the even neighbour, whichever that is', () => {
    expect([1, 3, 5, 7, -1, -3, -5].map((sum) => rescale(sum, 0.5, 10, 0, 255))).toEqual([10, 12, 12, 14, 10, 8, 8])
  })

  it('clamps after adding the zero point', () => {
    expect(rescale(300, 1, -100, 0, 250)).toBe(200)
    expect(rescale(2 ** 31 - 1, 2 ** 60, 5, -7, 9)).toBe(9)
    expect(rescale(-(2 ** 31), 2 ** 60, 5, -7, 9)).toBe(-7)
  })

  it('agrees with fractions on sums and multipliers of every size', () => {
    const pick = random(1)
    for (let i = 0; i < 20_000; i++) {
      const sum = pick(-(2 ** 31), 2 ** 31 - 1) >> pick(0, 31)
      const exact = Math.fround((pick(0, 255) - 127.5) / (sum || 1))
      const multiplier = [Math.abs(exact), Math.fround(2 ** pick(-62, 61) * (1 + pick(0, 2 ** 23) / 2 ** 23))][
        pick(0, 1)
      ]!
      const effective = multiplier >= 2 ** -60 && multiplier <= 2 ** 60 ? multiplier : 0
      const zeroY = pick(-128, 255)
      expect(rescale(sum, effective, zeroY, -128, 255), `${sum} * ${multiplier} + ${zeroY}`).toBe(
        naiveRescale(BigInt(sum), multiplier, zeroY, -128, 255),
      )
    }
  })
})
