import { clampInteger, divide, type Exact, fromNumber, multiply, plus, toInteger } from './exact.ts'

/** A byte's value without its zero point, and its scale. */
export interface Scaled {
  readonly value: number
  readonly scale: number
}

const real = ({ value, scale }: Scaled): Exact => multiply(fromNumber(value), fromNumber(scale))

/** Dequantise, add, quantise on fractions; for results that are normal numbers. */
export const naiveSum = (a: Scaled, b: Scaled, scale: number, zero: number, low: number, high: number): number =>
  naiveQuantise(plus(real(a), real(b)), scale, zero, low, high)

/** Dequantise, multiply, quantise on fractions; for results that are normal numbers. */
export const naiveMultiple = (a: Scaled, b: Scaled, scale: number, zero: number, low: number, high: number): number =>
  naiveQuantise(multiply(real(a), real(b)), scale, zero, low, high)

const naiveQuantise = (value: Exact, scale: number, zero: number, low: number, high: number): number =>
  clampInteger(toInteger(divide(value, fromNumber(scale))) + BigInt(zero), low, high)
