import { describe, expect, it } from 'vitest'
import { random } from '../../../vectors/random.ts'
import { fromInteger } from '../test/exact.ts'
import { integerToFloat32 } from './integerToFloat32.ts'

const nearest = (value: bigint): number => {
  const { mantissa, exponent } = fromInteger(value)
  return Number(mantissa) * 2 ** exponent
}

describe('integerToFloat32', () => {
  it('rounds once where two roundings differ', () => {
    // Just above the middle of two binary32 numbers, so little that binary64 drops it and then takes the even one.
    const value = 2n ** 60n + 2n ** 36n + 1n
    expect(Math.fround(Number(value))).toBe(2 ** 60)
    expect(integerToFloat32(value)).toBe(2 ** 60 + 2 ** 37)
    expect(integerToFloat32(2n ** 60n + 2n ** 36n)).toBe(2 ** 60)
    expect(integerToFloat32(2n ** 60n + 3n * 2n ** 36n - 1n)).toBe(2 ** 60 + 2 ** 37)
  })

  it.each([0n, 1n, 2n ** 24n + 1n, 2n ** 24n + 3n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 61n - 1n])(
    'takes %s to the nearest',
    (value) => expect(integerToFloat32(value)).toBe(nearest(value)),
  )

  it('agrees with exact rounding for numbers of every length', () => {
    const pick = random(0xf32)
    for (let i = 0; i < 20_000; i++) {
      const length = BigInt(pick(1, 61))
      const any = (BigInt(pick(0, 2 ** 31 - 1)) << 31n) | BigInt(pick(0, 2 ** 31 - 1))
      // Half of them next to a tie: few bits beyond the 25th.
      const tie = (any >> 37n) << 37n
      const value = ((i % 2 === 0 ? any : tie + BigInt(pick(-1, 1)) + 2n ** 62n) >> (62n - length)) % 2n ** 61n
      expect(integerToFloat32(value), `${value}`).toBe(nearest(value))
    }
  })
})
