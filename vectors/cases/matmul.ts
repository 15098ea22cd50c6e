import { type Dtype, dtypes, type Shape } from '@assay/program'
import { bits } from '../bits.ts'
import { type Clamp, clamps, deadMultipliers, multipliers, sums } from '../extremes.ts'
import { nearTie } from '../nearTie.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { pairs, zeroPoints } from './product.ts'

interface Product {
  readonly zeroX?: number
  readonly zeroW?: number
  readonly clamp?: Clamp
  readonly x: Tensor
  readonly w: Tensor
  readonly bias?: readonly number[]
  readonly multiplier?: Tensor
}

const build = (name: string, { zeroX = 0, zeroW = 0, clamp = clamps[1]!, x, w, ...rest }: Product): OpCase => {
  const columns = w.shape[2]
  const { dtype, ...bounds } = clamp
  const shape: Shape = [x.shape[0], x.shape[1], x.shape[2], columns]
  const bias = tensor('i32', [1, 1, 1, columns], rest.bias ?? [0])
  const multiplier = rest.multiplier ?? tensor('f32', [1, 1, 1, columns], [0.003])
  return opCase(name, 'matmul', { dtype, shape }, { zeroX, zeroW, ...bounds }, [x, w, bias, multiplier])
}

/** The vectors of matmul. */
export const matmulCases = (): OpCase[] => {
  const pick = random(0xa7)
  const any = (dtype: Dtype, shape: Shape): Tensor =>
    tensor(
      dtype,
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(dtypes[dtype].min, dtypes[dtype].max)),
    )
  const cases: OpCase[] = []

  const table = (patterns: readonly number[], clamp: Clamp, name: string) => {
    const rows = sums.flatMap((sum) => patterns.map((pattern) => ({ sum, pattern })))
    cases.push(
      build(`${name}, ${clamp.dtype} zero ${clamp.zeroY} clamp ${clamp.low}..${clamp.high}`, {
        zeroX: -9,
        clamp,
        x: tensor('i8', [1, 1, 1, 1], [-9]),
        w: any('i8', [1, 1, rows.length, 1]),
        bias: rows.map(({ sum }) => sum),
        multiplier: bits(rows.map(({ pattern }) => pattern)),
      }),
    )
  }
  for (const clamp of clamps.slice(0, 6)) table(multipliers, clamp, 'sums times multipliers')
  table(deadMultipliers, clamps[2]!, 'multipliers that count as 0')

  const ties = Array.from({ length: 400 }, () => nearTie(pick))
  cases.push(
    build('products next to a tie', {
      zeroW: 9,
      clamp: clamps[4]!,
      x: any('u8', [1, 1, 1, 1]),
      w: tensor('u8', [1, 1, ties.length, 1], [9]),
      bias: ties.map(({ sum }) => sum),
      multiplier: tensor(
        'f32',
        [1, 1, 1, ties.length],
        ties.map(({ multiplier }) => multiplier),
      ),
    }),
  )

  for (const [dx, dw] of pairs)
    for (const zeroX of zeroPoints(dx))
      for (const zeroW of zeroPoints(dw))
        cases.push(
          build(`zero points ${dx} ${zeroX}, ${dw} ${zeroW}`, {
            zeroX,
            zeroW,
            x: any(dx, [1, 1, 2, 37]),
            w: any(dw, [1, 1, 3, 37]),
            bias: [1, -4000, 4000],
            clamp: { dtype: dx, zeroY: zeroPoints(dx)[2]!, low: dtypes[dx].min, high: dtypes[dx].max },
          }),
        )

  // Depths around the number of lanes a packed multiplication could have.
  for (const depth of [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65])
    cases.push(
      build(`${depth} deep`, {
        zeroX: 200,
        zeroW: -100,
        x: any('u8', [1, 1, 1, depth]),
        w: any('i8', [1, 1, 2, depth]),
      }),
    )

  cases.push(
    build('a stack of matrices', { x: any('u8', [2, 3, 2, 4]), w: any('u8', [1, 1, 5, 4]), zeroW: 128, zeroX: 128 }),
  )
  cases.push(build('one column', { x: any('u8', [1, 1, 9, 5]), w: any('i8', [1, 1, 1, 5]), zeroX: 1 }))

  const turn = (name: string, bias: number, x: number, w: number) =>
    cases.push(
      build(name, {
        x: tensor('i8', [1, 1, 1, 6], [x]),
        w: tensor('i8', [1, 1, 2, 6], [w]),
        bias: [bias, bias - Math.sign(bias) * 3000],
        multiplier: bits([0x30000000, 0x30000000]),
        clamp: clamps[4]!,
      }),
    )
  turn('wraps from the largest sum to negative', 2 ** 31 - 1, 127, 127)
  turn('wraps from the smallest sum to positive', -(2 ** 31), -128, 127)

  const deep = (name: string, depth: number, x: Tensor, w: Tensor, zeroX: number, zeroW: number) =>
    cases.push(
      build(`${depth} deep, ${name}`, {
        x,
        w,
        zeroX,
        zeroW,
        bias: [-77],
        multiplier: tensor('f32', [1, 1, 1, 1], [3e-8]),
      }),
    )
  const full = (dtype: Dtype, depth: number, value: number) => tensor(dtype, [1, 1, 1, depth], [value])
  deep('random', 4608, any('u8', [1, 1, 1, 4608]), any('i8', [1, 1, 1, 4608]), 100, 5)
  deep('as large as can be', 4608, full('u8', 4608, 255), full('u8', 4608, 255), 0, 0)
  deep('as small as can be', 4608, full('u8', 4608, 255), full('i8', 4608, -128), 0, 127)
  deep('zero points above every value', 4608, full('u8', 4608, 0), full('u8', 4608, 0), 255, 255)
  // 36,000 products of 65,025 leave int32 without any bias.
  deep('wraps upwards', 36_000, full('u8', 36_000, 255), full('u8', 36_000, 255), 0, 0)
  deep('wraps downwards', 36_000, full('u8', 36_000, 255), full('i8', 36_000, -128), 0, 127)

  for (let i = 0; i < 12; i++) {
    const [dx, dw] = pairs[pick(0, 2)]!
    const [rows, columns, depth] = [pick(1, 4), pick(1, 5), pick(1, 100)]
    cases.push(
      build(`random ${i}`, {
        zeroX: pick(dtypes[dx].min, dtypes[dx].max),
        zeroW: pick(dtypes[dw].min, dtypes[dw].max),
        clamp: clamps[pick(0, clamps.length - 1)]!,
        x: any(dx, [pick(1, 2), 1, rows, depth]),
        w: any(dw, [1, 1, columns, depth]),
        bias: Array.from({ length: columns }, () => pick(-50000, 50000)),
        multiplier: tensor(
          'f32',
          [1, 1, 1, columns],
          Array.from({ length: columns }, () => pick(1, 1000) / 123457),
        ),
      }),
    )
  }

  // Several right operands: as many as the left has, or one repeated along either leading axis.
  for (const [x, w] of [
    [
      [2, 3],
      [2, 3],
    ],
    [
      [2, 3],
      [1, 3],
    ],
    [
      [2, 3],
      [2, 1],
    ],
    [
      [3, 1],
      [3, 1],
    ],
    [
      [1, 4],
      [1, 4],
    ],
  ] as const)
    for (const [dx, dw] of pairs) {
      const [rows, columns, depth] = [pick(1, 3), pick(1, 5), pick(1, 40)]
      cases.push(
        build(`${dx} ${x.join(' x ')} by ${dw} ${w.join(' x ')} matrices`, {
          zeroX: pick(dtypes[dx].min, dtypes[dx].max),
          zeroW: pick(dtypes[dw].min, dtypes[dw].max),
          clamp: clamps[pick(0, clamps.length - 1)]!,
          x: any(dx, [...x, rows, depth]),
          w: any(dw, [...w, columns, depth]),
          bias: Array.from({ length: columns }, () => pick(-50000, 50000)),
          multiplier: tensor(
            'f32',
            [1, 1, 1, columns],
            Array.from({ length: columns }, () => pick(1, 1000) / 123457),
          ),
        }),
      )
    }
  cases.push(
    build('a stack whose sums wrap, multipliers that count as 0', {
      x: any('i8', [1, 2, 2, 6]),
      w: tensor('i8', [1, 2, 4, 6], [127, -128, 3]),
      bias: [2 ** 31 - 1, -(2 ** 31), 2 ** 31 - 1, 5],
      multiplier: bits([0x30000000, 0x30000000, 0x7fc00000, 0xbf000000]),
      clamp: clamps[4]!,
    }),
  )
  return cases
}
