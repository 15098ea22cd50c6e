import { elementCount, readElement, roundHalfEven } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { type OpVector, readOpVectors } from './support/readOpVectors.ts'

/**
 * Arithmetic that is almost right. Vectors that no such mistake fails would let it into an executor or a contract.
 */
const { fround } = Math
const clamp = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high)
const halfAway = (x: number) => Math.sign(x) * Math.round(Math.abs(x))
const counts = (m: number) => m >= 2 ** -60 && m <= 2 ** 60

type Quotient = (l: number, r: number, scaleX: number, scaleW: number, scaleY: number) => number
const quotient: Quotient = (l, r, x, w, y) => fround(fround(fround(l * x) + fround(r * w)) / y)

const sums: Readonly<Record<string, { quotient?: Quotient; round?: (x: number) => number }>> = {
  'fuses the first product into the sum': { quotient: (l, r, x, w, y) => fround(fround(l * x + fround(r * w)) / y) },
  'fuses the second product into the sum': { quotient: (l, r, x, w, y) => fround(fround(fround(l * x) + r * w) / y) },
  'adds in binary64': { quotient: (l, r, x, w, y) => fround((fround(l * x) + fround(r * w)) / y) },
  'divides in binary64': { quotient: (l, r, x, w, y) => fround(fround(l * x) + fround(r * w)) / y },
  'multiplies by a reciprocal': {
    quotient: (l, r, x, w, y) => fround(fround(fround(l * x) + fround(r * w)) * fround(1 / y)),
  },
  'rounds halves away from zero': { round: halfAway },
  'rounds halves up': { round: Math.round },
  truncates: { round: Math.trunc },
}

type Product = (sum: number, multiplier: number) => number
const product: Product = (sum, m) => fround(fround(sum) * (counts(m) ? m : 0))

const rescales: Readonly<Record<string, { product?: Product; round?: (x: number) => number }>> = {
  'keeps the sum in binary64': { product: (sum, m) => fround(sum * (counts(m) ? m : 0)) },
  'keeps the product in binary64': { product: (sum, m) => fround(sum) * (counts(m) ? m : 0) },
  'takes every multiplier at its word': { product: (sum, m) => fround(fround(sum) * m) },
  'rounds halves away from zero': { round: halfAway },
  'rounds halves up': { round: Math.round },
  truncates: { round: Math.trunc },
}

const failures = (vectors: OpVector[], element: (vector: OpVector, index: number) => number): number =>
  vectors.filter((vector) => {
    const { dtype, shape } = vector.node
    return Array.from({ length: elementCount(shape) }, (_, i) => i).some(
      (i) => element(vector, i) !== readElement(vector.output, dtype, i),
    )
  }).length

const at = ({ node, operands }: OpVector, operand: number, index: number) =>
  readElement(operands[operand]!, node.operands[operand]!.dtype, index)

/** The value for output element `index` of an operand whose axes of size 1 are repeated. */
const repeated = (vector: OpVector, operand: number, index: number) => {
  const from = vector.node.operands[operand]!.shape
  let rest = index
  let place = 0
  let step = 1
  for (const axis of [3, 2, 1, 0] as const) {
    const size = vector.node.shape[axis]
    if (from[axis] > 1) place += (rest % size) * step
    step *= from[axis]
    rest = Math.floor(rest / size)
  }
  return at(vector, operand, place)
}

const differences: Readonly<Record<string, { quotient?: Quotient; round?: (x: number) => number }>> = {
  'subtracts in binary64': { quotient: (l, r, x, w, y) => fround((fround(l * x) - fround(r * w)) / y) },
  'fuses the second product into the difference': {
    quotient: (l, r, x, w, y) => fround(fround(fround(l * x) - r * w) / y),
  },
  'subtracts the first from the second': {
    quotient: (l, r, x, w, y) => fround(fround(fround(r * w) - fround(l * x)) / y),
  },
  'divides in binary64': { quotient: (l, r, x, w, y) => fround(fround(l * x) - fround(r * w)) / y },
  'rounds halves away from zero': { round: halfAway },
  truncates: { round: Math.trunc },
}

const multiples: Readonly<Record<string, { quotient?: Quotient; round?: (x: number) => number }>> = {
  'multiplies in binary64': { quotient: (l, r, x, w, y) => fround((fround(l * x) * fround(r * w)) / y) },
  'folds the scales beforehand': {
    quotient: (l, r, x, w, y) => fround(fround(l * r) * fround(fround(x * w) / y)),
  },
  'leaves the second operand in binary64': {
    quotient: (l, r, x, w, y) => fround(fround(fround(l * x) * (r * w)) / y),
  },
  'divides in binary64': { quotient: (l, r, x, w, y) => fround(fround(l * x) * fround(r * w)) / y },
  'rounds halves away from zero': { round: halfAway },
  truncates: { round: Math.trunc },
}

describe.each([
  ['add', quotient, sums],
  ['sub', (l, r, x, w, y) => fround(fround(fround(l * x) - fround(r * w)) / y), differences],
  ['mul', (l, r, x, w, y) => fround(fround(fround(l * x) * fround(r * w)) / y), multiples],
] as readonly (readonly ['add' | 'sub' | 'mul', Quotient, typeof sums])[])(
  'the vectors of %s',
  (op, right, mistakes) => {
    const vectors = readOpVectors(op)
    const run = ({ quotient: q = right, round = roundHalfEven }) =>
      failures(vectors, (vector, i) => {
        const a = vector.node.attributes
        const [l, r] = [repeated(vector, 0, i) - a.zeroX!, repeated(vector, 1, i) - a.zeroW!]
        return clamp(round(q(l, r, a.scaleX!, a.scaleW!, a.scaleY!)) + a.zeroY!, a.low!, a.high!)
      })

    it('pass the right arithmetic', () => expect(run({})).toBe(0))
    it.each(Object.entries(mistakes))('fail one that %s', (_, wrong) => expect(run(wrong)).toBeGreaterThan(0))
  },
)

describe('the vectors of requantise', () => {
  const vectors = readOpVectors('requantise')
  const run = ({ product: p = product, round = roundHalfEven }) =>
    failures(vectors, (vector, i) => {
      const a = vector.node.attributes
      return clamp(round(p(at(vector, 0, i), a.scaleX!)) + a.zeroY!, a.low!, a.high!)
    })

  it('pass the right arithmetic', () => expect(run({})).toBe(0))
  it.each(Object.entries(rescales).filter(([name]) => !name.startsWith('takes every')))(
    'fail one that %s',
    (_, wrong) => expect(run(wrong)).toBeGreaterThan(0),
  )
})

describe.each(['conv2d', 'matmul'] as const)('the vectors of %s', (op) => {
  // Those of a single tap: their sum is the bias, or one product.
  const vectors = readOpVectors(op).filter(({ node }) => elementCount(node.operands[0]!.shape) === 1)
  const run = ({ product: p = product, round = roundHalfEven }) =>
    failures(vectors, (vector, o) => {
      const a = vector.node.attributes
      const sum = (at(vector, 2, o) + (at(vector, 0, 0) - a.zeroX!) * (at(vector, 1, o) - a.zeroW!)) | 0
      const rounded = round(p(sum, at(vector, 3, o)))
      return clamp(rounded + a.zeroY!, a.low!, a.high!)
    })

  it('pass the right arithmetic', () => {
    expect(vectors.length).toBeGreaterThan(5)
    expect(run({})).toBe(0)
  })
  it.each(Object.entries(rescales))('fail one that %s', (_, wrong) => expect(run(wrong)).toBeGreaterThan(0))
})
