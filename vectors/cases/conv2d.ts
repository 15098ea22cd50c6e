import { type Dtype, dtypes, type Shape } from '@assay/program'
import { bits } from '../bits.ts'
import { type Clamp, clamps, deadMultipliers, multipliers, sums } from '../extremes.ts'
import { nearTie } from '../nearTie.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { pairs, zeroPoints } from './product.ts'
import { type Window, windowAttributes, windowSize, windows } from './window.ts'

interface Convolution {
  readonly window: Window
  readonly groups?: number
  readonly zeroX?: number
  readonly zeroW?: number
  readonly clamp?: Clamp
  readonly x: Tensor
  readonly w: Tensor
  readonly bias?: readonly number[]
  readonly multiplier?: Tensor
}

const build = (
  name: string,
  { window, groups = 1, zeroX = 0, zeroW = 0, clamp = clamps[1]!, x, w, ...rest }: Convolution,
) => {
  const [batch, height, width] = x.shape
  const channels = w.shape[0]
  const shape: Shape = [batch, ...windowSize(window, height, width), channels]
  const { dtype, ...bounds } = clamp
  const bias = tensor('i32', [1, 1, 1, channels], rest.bias ?? [0])
  const multiplier = rest.multiplier ?? tensor('f32', [1, 1, 1, channels], [0.003])
  const attributes = { ...windowAttributes(window), groups, zeroX, zeroW, ...bounds }
  return opCase(name, 'conv2d', { dtype, shape }, attributes, [x, w, bias, multiplier])
}

const one: Window = { kernel: [1, 1] }

/** The vectors of conv2d. */
export const conv2dCases = (): OpCase[] => {
  const pick = random(0xc0)
  const any = (dtype: Dtype, shape: Shape): Tensor =>
    tensor(
      dtype,
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(dtypes[dtype].min, dtypes[dtype].max)),
    )
  const cases: OpCase[] = []

  // Channel o has sum and multiplier o of a table: one tap equal to its zero point adds nothing to the bias.
  const table = (patterns: readonly number[], clamp: Clamp, name: string) => {
    const rows = sums.flatMap((sum) => patterns.map((pattern) => ({ sum, pattern })))
    cases.push(
      build(`${name}, ${clamp.dtype} zero ${clamp.zeroY} clamp ${clamp.low}..${clamp.high}`, {
        window: one,
        zeroX: 9,
        clamp,
        x: tensor('u8', [1, 1, 1, 1], [9]),
        w: any('i8', [rows.length, 1, 1, 1]),
        bias: rows.map(({ sum }) => sum),
        multiplier: bits(rows.map(({ pattern }) => pattern)),
      }),
    )
  }
  for (const clamp of clamps) table(multipliers, clamp, 'sums times multipliers')
  table(deadMultipliers, clamps[1]!, 'multipliers that count as 0')
  table(deadMultipliers, clamps[7]!, 'multipliers that count as 0')

  const ties = Array.from({ length: 400 }, () => nearTie(pick))
  cases.push(
    build('products next to a tie', {
      window: one,
      zeroW: 9,
      clamp: clamps[4]!,
      x: any('u8', [1, 1, 1, 1]),
      w: tensor('u8', [ties.length, 1, 1, 1], [9]),
      bias: ties.map(({ sum }) => sum),
      multiplier: tensor(
        'f32',
        [1, 1, 1, ties.length],
        ties.map(({ multiplier }) => multiplier),
      ),
    }),
  )

  for (const [name, window] of Object.entries(windows)) {
    const [x, w] = [any('u8', [1, 5, 6, 3]), any('i8', [4, ...window.kernel, 3])]
    cases.push(build(name, { window, zeroX: 131, zeroW: -7, x, w, bias: [1000, -1000, 5, -5] }))
  }

  const edge = windows['same padding']!
  for (const [dx, dw] of pairs)
    for (const zeroX of zeroPoints(dx))
      for (const zeroW of zeroPoints(dw))
        cases.push(
          build(`edges with zero points ${dx} ${zeroX}, ${dw} ${zeroW}`, {
            window: edge,
            zeroX,
            zeroW,
            x: any(dx, [1, 3, 3, 5]),
            w: any(dw, [2, 3, 3, 5]),
            clamp: { dtype: dx, zeroY: zeroPoints(dx)[2]!, low: dtypes[dx].min, high: dtypes[dx].max },
          }),
        )

  const grouped: readonly (readonly [string, number, number, number])[] = [
    ['two groups', 2, 4, 6],
    ['as many groups as input channels', 4, 4, 8],
    ['depthwise', 8, 8, 8],
    ['depthwise of many channels', 40, 40, 40],
  ]
  for (const [name, groups, channels, outputs] of grouped)
    for (const window of [edge, windows.dilation!])
      cases.push(
        build(`${name}, dilation ${window.dilation?.[0] ?? 1}`, {
          window,
          groups,
          zeroX: 3,
          zeroW: 4,
          x: any('u8', [1, 4, 5, channels]),
          w: any('u8', [outputs, ...window.kernel, channels / groups]),
        }),
      )
  cases.push(build('two images', { window: edge, x: any('i8', [2, 3, 3, 2]), w: any('i8', [3, 3, 3, 2]), zeroX: -5 }))

  // Sums that leave int32: the bias is at the end of the range and one tap takes it over, in either direction.
  const turn = (name: string, bias: number, x: number, w: number) =>
    cases.push(
      build(name, {
        window: { kernel: [2, 2], pads: [1, 1, 0, 0] },
        x: tensor('i8', [1, 2, 2, 3], [x]),
        w: tensor('i8', [2, 2, 2, 3], [w]),
        bias: [bias, bias - Math.sign(bias) * 3000],
        multiplier: bits([0x30000000, 0x30000000]),
        clamp: clamps[4]!,
      }),
    )
  turn('wraps from the largest sum to negative', 2 ** 31 - 1, 127, 127)
  turn('wraps from the smallest sum to positive', -(2 ** 31), -128, 127)

  const k4608 = (name: string, x: Tensor, w: Tensor, zeroX: number, zeroW: number) =>
    cases.push(
      build(name, {
        window: { kernel: [3, 3] },
        x,
        w,
        zeroX,
        zeroW,
        multiplier: tensor('f32', [1, 1, 1, 1], [4e-7]),
        bias: [99],
      }),
    )
  k4608('4608 taps, random', any('u8', [1, 3, 3, 512]), any('i8', [1, 3, 3, 512]), 117, 3)
  k4608(
    '4608 taps, as large as can be',

    tensor('u8', [1, 3, 3, 512], [255]),
    tensor('u8', [1, 3, 3, 512], [255]),
    0,
    0,
  )
  k4608(
    '4608 taps, as small as can be',

    tensor('u8', [1, 3, 3, 512], [255]),
    tensor('i8', [1, 3, 3, 512], [-128]),
    0,
    127,
  )
  k4608(
    '4608 taps, i8 at its ends',

    tensor('i8', [1, 3, 3, 512], [-128]),
    tensor('i8', [1, 3, 3, 512], [-128]),
    127,
    127,
  )

  for (let i = 0; i < 16; i++) {
    const [dx, dw] = pairs[pick(0, 2)]!
    const groups = pick(1, 3)
    const depth = pick(1, 9)
    const [height, width] = [pick(1, 6), pick(1, 6)]
    const window: Window = {
      kernel: [pick(1, 3), pick(1, 3)],
      stride: [pick(1, 3), pick(1, 3)],
      pads: [pick(2, 4), pick(2, 4), pick(2, 4), pick(2, 4)],
      dilation: [pick(1, 2), pick(1, 2)],
    }
    cases.push(
      build(`random ${i}`, {
        window,
        groups,
        zeroX: pick(dtypes[dx].min, dtypes[dx].max),
        zeroW: pick(dtypes[dw].min, dtypes[dw].max),
        clamp: clamps[pick(0, clamps.length - 1)]!,
        x: any(dx, [1, height, width, groups * depth]),
        w: any(dw, [2 * groups, ...window.kernel, depth]),
        bias: Array.from({ length: 2 * groups }, () => pick(-30000, 30000)),
        multiplier: tensor(
          'f32',
          [1, 1, 1, 2 * groups],
          Array.from({ length: 2 * groups }, () => pick(1, 1000) / 123457),
        ),
      }),
    )
  }
  return cases
}
