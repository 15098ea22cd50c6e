import { type Dtype, dtypes, type Shape } from '@assay/program'
import { type Clamp, clamps } from '../extremes.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'

const most = 2 ** 31 - 1

interface Rows {
  readonly x: Tensor
  /** weight of a value `below` the row's largest */
  readonly weight: (below: number) => number
  readonly levels?: number
  readonly clamp?: Clamp
}

const build = (name: string, { x, weight, levels = 255, clamp = clamps[0]! }: Rows): OpCase => {
  const { dtype, ...bounds } = clamp
  const table = tensor(
    'i32',
    [1, 1, 1, 256],
    Array.from({ length: 256 }, (_, below) => weight(below)),
  )
  return opCase(name, 'softmax', { dtype, shape: x.shape }, { ...bounds, levels }, [x, table])
}

/** exp(-below / 16) as a compiler would write it */
const decay = (below: number) => Math.round(Math.exp(-below / 16) * 2 ** 24)

/** The vectors of softmax. */
export const softmaxCases = (): OpCase[] => {
  const pick = random(0x50f7)
  const of = (dtype: Dtype, shape: Shape, value: () => number): Tensor =>
    tensor(dtype, shape, Array.from({ length: shape.reduce((a, b) => a * b) }, value))
  const any = (dtype: Dtype, shape: Shape): Tensor => of(dtype, shape, () => pick(dtypes[dtype].min, dtypes[dtype].max))
  const row = (dtype: Dtype, values: readonly number[], length = values.length) =>
    tensor(dtype, [1, 1, 1, length], values)
  const cases: OpCase[] = []

  for (const dtype of ['u8', 'i8'] as const) {
    const { min, max } = dtypes[dtype]
    cases.push(build(`exponentials of ${dtype}`, { x: any(dtype, [2, 2, 3, 10]), weight: decay }))
    cases.push(
      build(`every byte of ${dtype} in a row`, {
        x: row(
          dtype,
          Array.from({ length: 256 }, (_, i) => max - i),
        ),
        weight: decay,
      }),
    )
    cases.push(build(`rows of one ${dtype}`, { x: any(dtype, [1, 2, 3, 1]), weight: decay }))
    for (const value of [min, 1, max])
      cases.push(build(`a constant row of ${dtype} ${value}`, { x: row(dtype, [value], 7), weight: decay }))
    cases.push(build(`one hot ${dtype}`, { x: row(dtype, [min, min, max, min, min]), weight: decay }))
    cases.push(build(`one cold ${dtype}`, { x: row(dtype, [max, max, min, max, max]), weight: decay }))
    cases.push(
      build(`the largest difference of ${dtype} weighs most`, {
        x: row(dtype, [min, max, min, 1, 0]),
        weight: (d) => d * d * 33000,
      }),
    )
    for (const [name, weight] of [
      ['zeros', () => 0],
      ['negative weights', (d: number) => -d],
      ['the most negative weights', () => -(2 ** 31)],
      ['signs that alternate', (d: number) => (d % 2 === 0 ? 1 : -1) * (1000 - d)],
      ['ones', () => 1],
      ['the largest weights', () => most],
      ['weight of the largest 0', (d: number) => d],
      ['one weight, of the largest', (d: number) => (d === 0 ? 5 : 0)],
      ['one weight, of the furthest', (d: number) => (d === 255 ? 5 : 0)],
      ['weights of any bits', () => pick(-(2 ** 31), most)],
    ] as const)
      cases.push(
        build(`${dtype}, ${name}`, {
          x: of(dtype, [1, 1, 4, 6], () => (pick(0, 3) === 0 ? pick(min, max) : pick(0, 1) === 0 ? min : max)),
          weight,
        }),
      )
  }

  // equal weights: levels / K, with ties of both parities where K is even
  for (const [length, levels] of [
    [2, 1],
    [2, 3],
    [2, 5],
    [4, 2],
    [4, 6],
    [4, 10],
    [6, 9],
    [3, 1],
    [3, 2],
    [10, 5],
  ] as const)
    cases.push(build(`${levels} levels among ${length}`, { x: row('u8', [9], length), weight: () => 1, levels }))
  // odd sums: floor(S / 2) is less than half
  for (let i = 0; i < 8; i++) {
    const [a, b] = [pick(1, 400), pick(1, 400)]
    cases.push(
      build(`shares next to a half ${i}`, {
        x: row('u8', [20, 19, 20, 18]),
        weight: (d) => [a, b, 2 * pick(0, 200) + 1][d] ?? 0,
        levels: pick(1, 60) * 2 + 1,
        clamp: clamps[1]!,
      }),
    )
  }
  for (const levels of [1, 2, 256, 65535, most])
    for (const weight of [decay, () => most, (d: number) => (d === 0 ? most : d)])
      cases.push(
        build(`levels ${levels}, weights from ${weight(0)} to ${weight(1)}`, {
          x: row('u8', [255, 254, 255, 200, 253, 0]),
          weight,
          levels,
        }),
      )
  // shares of a few units of almost 2^31 levels
  for (let i = 0; i < 8; i++) {
    const total = pick(2, 5)
    const weights = Array.from({ length: 9 }, () => pick(1, 400) * (i % 2 === 0 ? 1 : 2))
    cases.push(
      build(`few of almost 2^31 levels ${i}`, {
        x: row('i8', [...Array.from({ length: total }, () => 100), ...weights.map((_, k) => 99 - k)]),
        weight: (d) => (d === 0 ? most - (i % 3) : (weights[d - 1] ?? 0)),
        levels: most - pick(0, 5),
        clamp: clamps[i % 2]!,
      }),
    )
  }
  // sums of 2^31 .. 2^32, and shares that zeroY carries beyond int32: what a comparison of words takes for negative
  for (const [values, levels, clamp] of [
    [[7, 7], most, clamps[1]!],
    [[7, 6], 255, clamps[0]!],
    [[7, 0], most, clamps[2]!],
    [[-9], most, clamps[5]!],
  ] as const)
    cases.push(
      build(`${levels} levels among ${values.length}, zero ${clamp.zeroY}, weights from ${most}`, {
        x: row('i8', values),
        weight: (d) => (d < 5 ? most - 3 * d : 0),
        levels,
        clamp,
      }),
    )
  cases.push(
    build('a sum beyond 2^32 of the largest weights', { x: row('u8', [3], 300), weight: () => most, levels: most }),
  )
  cases.push(
    build('a sum beyond 2^32, all levels', {
      x: row('u8', [3, 3, 3, 2], 300),
      weight: (d) => most - 300 * d,
      levels: 65535,
    }),
  )
  for (const clamp of clamps)
    cases.push(
      build(`clamp ${clamp.dtype} zero ${clamp.zeroY}, ${clamp.low}..${clamp.high}`, {
        x: of('i8', [1, 1, 3, 9], () => pick(-128, -80)),
        weight: decay,
        levels: 1000,
        clamp,
      }),
    )
  for (let i = 0; i < 5; i++)
    cases.push(
      build(`random ${i}`, {
        x: any(i % 2 === 0 ? 'u8' : 'i8', [1, pick(1, 3), pick(1, 3), pick(1, 40)]),
        weight: () => pick(-1000, 2 ** 20),
        levels: pick(1, 2000),
        clamp: clamps[pick(0, 5)]!,
      }),
    )
  return cases
}
