/**
 * Binary32 arithmetic on exact fractions, to check what packages/program computes with Math.fround. A value is
 * `mantissa * 2^exponent`.
 */
export interface Exact {
  readonly mantissa: bigint
  readonly exponent: number
}

const abs = (x: bigint) => (x < 0n ? -x : x)

/** numerator / denominator to the nearest integer, ties to even. */
export const roundQuotient = (numerator: bigint, denominator: bigint): bigint => {
  const sign = numerator < 0n !== denominator < 0n ? -1n : 1n
  const [n, d] = [abs(numerator), abs(denominator)]
  const whole = n / d
  const twice = 2n * (n - whole * d)
  const up = twice > d || (twice === d && whole % 2n === 1n)
  return sign * (up ? whole + 1n : whole)
}

/** numerator / denominator * 2^exponent to 24 significant bits, ties to even. For normal results only. */
const nearest = (numerator: bigint, denominator: bigint, exponent: number): Exact => {
  if (numerator === 0n) return { mantissa: 0n, exponent: 0 }
  // Scaled so that the quotient has at least 25 bits, then cut to 24 by one rounding.
  const shift = Math.max(0, 26 + denominator.toString(2).length - abs(numerator).toString(2).length)
  const scaled = numerator << BigInt(shift)
  const bits = (abs(scaled) / abs(denominator)).toString(2).length
  const drop = Math.max(0, bits - 24)
  return { mantissa: roundQuotient(scaled, denominator << BigInt(drop)), exponent: exponent - shift + drop }
}

export const fromInteger = (x: bigint): Exact => nearest(x, 1n, 0)

/** A binary32 value held in a number. */
export const fromNumber = (x: number): Exact => {
  const exponent = x === 0 ? 0 : Math.floor(Math.log2(Math.abs(x))) - 30
  return { mantissa: BigInt(x / 2 ** exponent), exponent }
}

export const multiply = (a: Exact, b: Exact): Exact => nearest(a.mantissa * b.mantissa, 1n, a.exponent + b.exponent)

export const divide = (a: Exact, b: Exact): Exact => nearest(a.mantissa, b.mantissa, a.exponent - b.exponent)

export const plus = (a: Exact, b: Exact): Exact => {
  const exponent = Math.min(a.exponent, b.exponent)
  const at = (x: Exact) => x.mantissa << BigInt(x.exponent - exponent)
  return nearest(at(a) + at(b), 1n, exponent)
}

export const toInteger = ({ mantissa, exponent }: Exact): bigint =>
  exponent >= 0 ? mantissa << BigInt(exponent) : roundQuotient(mantissa, 1n << BigInt(-exponent))

export const clampInteger = (x: bigint, low: number, high: number): number =>
  Number(x < BigInt(low) ? BigInt(low) : x > BigInt(high) ? BigInt(high) : x)

const integerRoot = (x: bigint): bigint => {
  let root = 1n << BigInt(Math.ceil(x.toString(2).length / 2))
  for (;;) {
    const next = (root + x / root) / 2n
    if (next >= root) return root
    root = next
  }
}

/** Of a value that is not negative. */
export const squareRoot = ({ mantissa, exponent }: Exact): Exact => {
  if (mantissa === 0n) return { mantissa: 0n, exponent: 0 }
  // An even exponent, and at least 30 bits of root; one more, lowest bit stands for all that the root leaves out.
  const shift = 64 + (Math.abs(exponent) % 2)
  const scaled = mantissa << BigInt(shift)
  const root = integerRoot(scaled)
  return nearest(2n * root + (root * root === scaled ? 0n : 1n), 1n, (exponent - shift) / 2 - 1)
}
