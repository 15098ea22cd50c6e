import { elementCount, readElement, roundHalfEven, type Shape } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { type OpVector, readOpVectors } from './support/readOpVectors.ts'

/** Movement that is almost right. Vectors that no such mistake fails would let it into an executor or a contract. */
const { fround } = Math
const clamp = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high)
const coordinates = (index: number, [, h, w, c]: Shape) => {
  const row = Math.floor(index / c / w)
  return [Math.floor(row / h), row % h, Math.floor(index / c) % w, index % c]
}
const place = ([n, y, x, c]: readonly number[], shape: Shape) => ((n! * shape[1] + y!) * shape[2] + x!) * shape[3] + c!

type Element = (vector: OpVector, at: readonly number[]) => number | undefined

/** How many vectors an implementation fails; it may give nothing where it reads outside of an operand. */
const failures = (vectors: readonly OpVector[], element: Element) =>
  vectors.filter((vector) => {
    const { dtype, shape } = vector.node
    return Array.from({ length: elementCount(shape) }, (_, i) => i).some(
      (i) => element(vector, coordinates(i, shape)) !== readElement(vector.output, dtype, i),
    )
  }).length

const read = ({ node, operands }: OpVector, operand: number, at: readonly number[]) => {
  const { dtype, shape } = node.operands[operand]!
  if (at.some((coordinate, axis) => coordinate < 0 || coordinate >= shape[axis]!)) return undefined
  return readElement(operands[operand]!, dtype, place(at, shape))
}
const named = ({ node }: OpVector, name: string) => [0, 1, 2, 3].map((i) => node.attributes[`${name}${i}`]!)
const sizeOf = ({ node }: OpVector, operand: number, axis: number) => node.operands[operand]!.shape[axis]!

type Row = (id: number, size: number) => number
const nearest: Row = (id, size) => clamp(id, 0, size - 1)
const rows: Readonly<Record<string, Row>> = {
  'counts negative ids from the end': (id, size) => nearest(id < 0 ? id + size : id, size),
  'wraps ids around': (id, size) => ((id % size) + size) % size,
  'takes the first row for ids out of range': (id, size) => (id < 0 || id >= size ? 0 : id),
  'reads ids as unsigned': (id, size) => nearest(id >>> 0, size),
  'reads 16 bits of an id': (id, size) => nearest((id << 16) >> 16, size),
}
const gather =
  (row: Row): Element =>
  (vector, [n, p, i, d]) =>
    read(vector, 0, [n!, p!, row(read(vector, 1, [0, 0, 0, i!])!, sizeOf(vector, 0, 2)), d!])
const resize =
  (row: Row, column: Row): Element =>
  (vector, [n, i, j, c]) => {
    const [y, x] = [read(vector, 1, [0, 0, 0, i!])!, read(vector, 2, [0, 0, 0, j!])!]
    return read(vector, 0, [n!, row(y, sizeOf(vector, 0, 1)), column(x, sizeOf(vector, 0, 2)), c!])
  }

const wrong: Readonly<Record<string, { right: Element; mistakes: Readonly<Record<string, Element>> }>> = {
  transpose: {
    right: (v, at) =>
      read(
        v,
        0,
        at.map((_, axis) => at[named(v, 'perm').indexOf(axis)]!),
      ),
    mistakes: {
      'permutes the other way round': (v, at) =>
        read(
          v,
          0,
          named(v, 'perm').map((axis) => at[axis]!),
        ),
      'keeps the order': (v, at) => read(v, 0, at),
    },
  },
  slice: {
    right: (v, at) =>
      read(
        v,
        0,
        at.map((c, i) => named(v, 'start')[i]! + c * named(v, 'step')[i]!),
      ),
    mistakes: {
      'steps forwards always': (v, at) =>
        read(
          v,
          0,
          at.map((c, i) => named(v, 'start')[i]! + c * Math.abs(named(v, 'step')[i]!)),
        ),
      'ignores the step': (v, at) =>
        read(
          v,
          0,
          at.map((c, i) => named(v, 'start')[i]! + c),
        ),
      'ignores the start': (v, at) =>
        read(
          v,
          0,
          at.map((c, i) => c * named(v, 'step')[i]!),
        ),
    },
  },
  pad: {
    right: (v, at) =>
      read(
        v,
        0,
        at.map((c, i) => c - named(v, 'before')[i]!),
      ) ?? v.node.attributes.zeroX!,
    mistakes: {
      'pads with 0': (v, at) =>
        read(
          v,
          0,
          at.map((c, i) => c - named(v, 'before')[i]!),
        ) ?? 0,
      'pads after in place of before': (v, at) =>
        read(
          v,
          0,
          at.map((c, i) => c - (v.node.shape[i]! - sizeOf(v, 0, i) - named(v, 'before')[i]!)),
        ) ?? v.node.attributes.zeroX!,
      'repeats the edge': (v, at) =>
        read(
          v,
          0,
          at.map((c, i) => clamp(c - named(v, 'before')[i]!, 0, sizeOf(v, 0, i) - 1)),
        ),
    },
  },
  gather: {
    right: gather(nearest),
    mistakes: Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, gather(row)])),
  },
  resize_nearest: {
    right: resize(nearest, nearest),
    mistakes: {
      ...Object.fromEntries(Object.entries(rows).map(([name, row]) => [`${name}, of rows`, resize(row, nearest)])),
      ...Object.fromEntries(Object.entries(rows).map(([name, row]) => [`${name}, of columns`, resize(nearest, row)])),
    },
  },
}

describe.each(Object.entries(wrong))('the vectors of %s', (op, { right, mistakes }) => {
  const vectors = readOpVectors(op as 'pad')
  it('pass the right movement', () => expect(failures(vectors, right)).toBe(0))
  it.each(Object.entries(mistakes))('fail one that %s', (_, mistake) => {
    expect(failures(vectors, mistake)).toBeGreaterThan(0)
  })
})

describe('the vectors of concat', () => {
  const vectors = readOpVectors('concat')
  type Quotient = (d: number, scale: number, scaleY: number) => number
  const quotient: Quotient = (d, s, y) => fround(fround(d * s) / y)
  const concat =
    ({
      of = quotient,
      round = roundHalfEven,
      own = true,
    }: {
      of?: Quotient
      round?: (x: number) => number
      own?: boolean
    }): Element =>
    (vector, at) => {
      const a = vector.node.attributes
      const from = [...at]
      let i = 0
      while (from[a.axis!]! >= sizeOf(vector, i, a.axis!)) from[a.axis!]! -= sizeOf(vector, i++, a.axis!)
      const which = own ? i : 0
      const d = read(vector, i, from)! - a[`zero${which}`]!
      return clamp(round(of(d, a[`scale${which}`]!, a.scaleY!)) + a.zeroY!, a.low!, a.high!)
    }

  it('pass the right arithmetic', () => expect(failures(vectors, concat({}))).toBe(0))
  it.each(
    Object.entries({
      'keeps the product in binary64': { of: (d: number, s: number, y: number) => fround((d * s) / y) },
      'keeps the quotient in binary64': { of: (d: number, s: number, y: number) => fround(d * s) / y },
      'multiplies by a reciprocal': { of: (d: number, s: number, y: number) => fround(fround(d * s) * fround(1 / y)) },
      'divides the scales first': { of: (d: number, s: number, y: number) => fround(d * fround(s / y)) },
      'rounds halves away from zero': { round: (x: number) => Math.sign(x) * Math.round(Math.abs(x)) },
      'rounds halves up': { round: Math.round },
      truncates: { round: Math.trunc },
      'takes the first operand’s scale for all': { own: false },
    }),
  )('fail one that %s', (_, mistake) => expect(failures(vectors, concat(mistake))).toBeGreaterThan(0))
})
