import { effectiveCoefficient, elementCount, integerToFloat32, readElement, roundHalfEven } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { type OpVector, readOpVectors } from './support/readOpVectors.ts'

/** Arithmetic along rows that is almost right, each of which some vector must fail: see vectors-tell-apart.test.ts. */
const { fround } = Math
const clamp = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high)

const at = ({ node, operands }: OpVector, operand: number, index: number) =>
  readElement(operands[operand]!, node.operands[operand]!.dtype, index)

/** How many vectors of short rows have an element that `row` gets wrong. */
const failures = (vectors: OpVector[], row: (vector: OpVector, values: number[]) => number[]): number =>
  vectors.filter((vector) => {
    const { dtype, shape } = vector.node
    const width = shape[3]
    return Array.from({ length: elementCount(shape) / width }, (_, r) => r).some((r) => {
      const values = Array.from({ length: width }, (_, k) => at(vector, 0, r * width + k))
      return row(vector, values).some((y, k) => y !== readElement(vector.output, dtype, r * width + k))
    })
  }).length

describe('the vectors of layer_norm', () => {
  const vectors = readOpVectors('layer_norm')
  const right = {
    variance: (v: number, epsilon: number) => fround(integerToFloat32(BigInt(v)) + epsilon),
    normal: (d: number, guarded: number) => fround(d / fround(Math.sqrt(guarded))),
    affine: (n: number, gamma: number, beta: number) => fround(fround(n * gamma) + beta),
    counts: effectiveCoefficient,
    round: roundHalfEven,
  }
  const run = (wrong: Partial<typeof right>) => {
    const { variance, normal, affine, counts, round } = { ...right, ...wrong }
    return failures(vectors, (vector, x) => {
      const a = vector.node.attributes
      const sum = x.reduce((p, q) => p + q)
      const guarded = variance(x.length * x.reduce((p, q) => p + q * q, 0) - sum * sum, a.epsilon!)
      return x.map((value, k) => {
        const n = normal(x.length * value - sum, guarded)
        const y = affine(n, counts(at(vector, 1, k)), counts(at(vector, 2, k)))
        return clamp(round(y) + a.zeroY!, a.low!, a.high!)
      })
    })
  }
  const wrongs: Readonly<Record<string, Partial<typeof right>>> = {
    'keeps the variance in binary64': { variance: (v, epsilon) => fround(v + epsilon) },
    'rounds neither variance nor its sum with epsilon': { variance: (v, epsilon) => v + epsilon },
    'leaves out epsilon': { variance: (v) => integerToFloat32(BigInt(v)) },
    'keeps the root in binary64': { normal: (d, guarded) => fround(d / Math.sqrt(guarded)) },
    'keeps the quotient in binary64': { normal: (d, guarded) => d / fround(Math.sqrt(guarded)) },
    'multiplies by a reciprocal': { normal: (d, guarded) => fround(d * fround(1 / fround(Math.sqrt(guarded)))) },
    'multiplies by a reciprocal root': { normal: (d, guarded) => fround(d * fround(1 / Math.sqrt(guarded))) },
    'fuses the product into the sum': { affine: (n, gamma, beta) => fround(n * gamma + beta) },
    'keeps the sum in binary64': { affine: (n, gamma, beta) => fround(n * gamma) + beta },
    'takes every coefficient at its word': { counts: (coefficient) => coefficient },
    'takes negative coefficients for 0': { counts: (coefficient) => (coefficient < 0 ? 0 : coefficient) },
    'rounds halves away from zero': { round: (y) => Math.sign(y) * Math.round(Math.abs(y)) },
    'rounds halves up': { round: Math.round },
    truncates: { round: Math.trunc },
  }

  it('pass the right arithmetic', () => expect(run({})).toBe(0))
  it.each(Object.entries(wrongs))('fail one that %s', (_, wrong) => expect(run(wrong)).toBeGreaterThan(0))
})

describe('the vectors of softmax', () => {
  const vectors = readOpVectors('softmax')
  const exact = (e: number, levels: number, sum: number) =>
    Number((BigInt(e) * BigInt(levels) + BigInt(Math.floor(sum / 2))) / BigInt(Math.max(sum, 1)))
  const right = {
    below: (largest: number, x: number) => largest - x,
    weight: (entry: number) => Math.max(entry, 0),
    sum: (weights: number[]) => weights.reduce((p, q) => p + q),
    share: exact,
  }
  const run = (wrong: Partial<typeof right>) => {
    const { below, weight, sum, share } = { ...right, ...wrong }
    return failures(vectors, (vector, x) => {
      const a = vector.node.attributes
      const largest = x.toSorted((p, q) => q - p)[0]!
      const weights = x.map((value) => weight(at(vector, 1, below(largest, value) & 255)))
      const total = sum(weights)
      return weights.map((e) => clamp(share(e, a.levels!, total) + a.zeroY!, a.low!, a.high!))
    })
  }
  const wrongs: Readonly<Record<string, Partial<typeof right>>> = {
    'looks up the value itself': { below: (_, x) => x },
    'takes negative weights at their word': { weight: (entry) => entry },
    'takes weights for unsigned': { weight: (entry) => entry >>> 0 },
    'sums in 32 bits': { sum: (weights) => weights.reduce((p, q) => (p + q) | 0) },
    'sums in unsigned 32 bits': { sum: (weights) => weights.reduce((p, q) => (p + q) >>> 0) },
    'sums in binary32': { sum: (weights) => weights.reduce((p, q) => fround(p + q)) },
    'rounds the quotient in binary64': { share: (e, levels, sum) => roundHalfEven((e * levels) / Math.max(sum, 1)) },
    'does not round': { share: (e, levels, sum) => Number((BigInt(e) * BigInt(levels)) / BigInt(Math.max(sum, 1))) },
    'rounds the half of the sum up': {
      share: (e, levels, sum) =>
        Number((BigInt(e) * BigInt(levels) + BigInt(Math.ceil(sum / 2))) / BigInt(Math.max(sum, 1))),
    },
    'gives levels where all weights are 0': {
      share: (e, levels, sum) => (sum === 0 ? levels : exact(e, levels, sum)),
    },
  }

  it('pass the right arithmetic', () => expect(run({})).toBe(0))
  it.each(Object.entries(wrongs))('fail one that %s', (_, wrong) => expect(run(wrong)).toBeGreaterThan(0))
})

describe.each(['reduce_max', 'arg_max'] as const)('the vectors of %s', (op) => {
  const vectors = readOpVectors(op).filter(({ node }) => node.attributes.axis === 3)
  const key = { isLarger: (a: number, b: number) => a > b, last: false }
  const run = (wrong: Partial<typeof key>) => {
    const { isLarger, last } = { ...key, ...wrong }
    return vectors.filter((vector) => {
      const width = vector.node.operands[0]!.shape[3]
      return Array.from({ length: elementCount(vector.node.shape) }, (_, r) => r).some((r) => {
        let best = 0
        for (let k = 1; k < width; k++) {
          const [value, previous] = [at(vector, 0, r * width + k), at(vector, 0, r * width + best)]
          if (isLarger(value, previous) || (last && value === previous)) best = k
        }
        const result = op === 'arg_max' ? best : at(vector, 0, r * width + best)
        return result !== readElement(vector.output, vector.node.dtype, r)
      })
    }).length
  }

  it('pass the right comparison', () => expect(run({})).toBe(0))
  it.each(
    Object.entries({
      'compares bits': { isLarger: (a: number, b: number) => a >>> 0 > b >>> 0 },
      'compares in binary32': { isLarger: (a: number, b: number) => fround(a) > fround(b) },
      'takes the smallest': { isLarger: (a: number, b: number) => a < b },
      ...(op === 'arg_max' ? { 'takes the last of several': { last: true } } : {}),
    }),
  )('fail one that %s', (_, wrong) => expect(run(wrong)).toBeGreaterThan(0))
})
