import { type Dtype, dtypes, type Shape } from '@assay/program'
import { bits } from '../bits.ts'
import { type Clamp, clamps, deadMultipliers, multipliers, sums } from '../extremes.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { pairs, zeroPoints } from './product.ts'
import { type Window, windowAttributes, windowSize, windows } from './window.ts'

/** A pool's window, which has no dilation. */
export type Pool = Omit<Window, 'dilation'>

/** The attributes of conv2d_max_pool's second window. */
export const poolAttributes = ({ kernel, stride = [1, 1], pads = [0, 0, 0, 0] }: Pool) => ({
  ...{ poolH: kernel[0], poolW: kernel[1], poolStrideH: stride[0], poolStrideW: stride[1] },
  ...{ poolPadTop: pads[0], poolPadLeft: pads[1], poolPadBottom: pads[2], poolPadRight: pads[3] },
})

interface Pooled {
  readonly window: Window
  readonly pool: Pool
  readonly groups?: number
  /** zeroX, zeroW */
  readonly zeros?: readonly [number, number]
  readonly clamp?: Clamp
  readonly x: Tensor
  readonly w: Tensor
  readonly bias?: readonly number[]
  readonly multiplier?: Tensor
}

const build = (name: string, pooled: Pooled): OpCase => {
  const { window, pool, groups = 1, zeros = [0, 0], clamp = clamps[1]!, x, w } = pooled
  const [batch, height, width] = x.shape
  const channels = w.shape[0]
  const shape: Shape = [batch, ...windowSize(pool, ...windowSize(window, height, width)), channels]
  const { dtype, zeroY, low, high } = clamp
  const bias = tensor('i32', [1, 1, 1, channels], pooled.bias ?? [0])
  const multiplier = pooled.multiplier ?? tensor('f32', [1, 1, 1, channels], [0.003])
  const attributes = {
    ...windowAttributes(window),
    ...poolAttributes(pool),
    ...{ groups, zeroX: zeros[0], zeroW: zeros[1], zeroY, low, high },
  }
  return opCase(name, 'conv2d_max_pool', { dtype, shape }, attributes, [x, w, bias, multiplier])
}

const one: Window = { kernel: [1, 1] }
const halves: Pool = { kernel: [2, 2], stride: [2, 2] }
/** As ResNet's: overlapping windows, padded. */
const overlapping: Pool = { kernel: [3, 3], stride: [2, 2], pads: [1, 1, 1, 1] }

/** The vectors of conv2d_max_pool. */
export const conv2dMaxPoolCases = (): OpCase[] => {
  const pick = random(0x3c0d)
  const any = (dtype: Dtype, shape: Shape): Tensor =>
    tensor(
      dtype,
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(dtypes[dtype].min, dtypes[dtype].max)),
    )
  const cases: OpCase[] = []

  // Every sum with every multiplier beside a sum one smaller: rounding may make them equal, never turn them round.
  const table = (patterns: readonly number[], clamp: Clamp, name: string) => {
    const rows = sums.flatMap((sum) => patterns.map((pattern) => ({ sum, pattern })))
    cases.push(
      build(`${name}, ${clamp.dtype} zero ${clamp.zeroY} clamp ${clamp.low}..${clamp.high}`, {
        window: one,
        pool: { kernel: [1, 2] },
        zeros: [9, 0],
        clamp,
        x: tensor('u8', [1, 1, 2, 1], [9, 10]),
        w: tensor('i8', [rows.length, 1, 1, 1], [-1]),
        bias: rows.map(({ sum }) => sum),
        multiplier: bits(rows.map(({ pattern }) => pattern)),
      }),
    )
  }
  for (const clamp of [clamps[1]!, clamps[3]!, clamps[6]!, clamps[7]!])
    table(multipliers, clamp, 'sums times multipliers')
  table(deadMultipliers, clamps[4]!, 'multipliers that count as 0')

  for (const [name, window] of Object.entries(windows)) {
    const [x, w] = [any('u8', [1, 5, 6, 3]), any('i8', [4, ...window.kernel, 3])]
    const more = { window, zeros: [131, -7], x, w, bias: [1000, -1000, 5, -5] } as const
    cases.push(build(`convolution: ${name}`, { ...more, pool: { kernel: [1, 1], stride: [2, 2], pads: [1, 0, 0, 1] } }))
  }
  // Of a convolution that keeps the size, so that the pool sees an image of 5 x 6.
  for (const [name, { dilation: _, ...pool }] of Object.entries(windows))
    for (const clamp of [clamps[1]!, clamps[7]!]) {
      const [height, width] = windowSize(pool, 5, 6)
      if (height < 1 || width < 1) continue
      cases.push(
        build(`pool: ${name}, ${clamp.dtype}`, {
          window: windows['same padding']!,
          pool,
          zeros: [7, -3],
          clamp,
          x: any('u8', [1, 5, 6, 2]),
          w: any('i8', [3, 3, 3, 2]),
          bias: [500, -70, 3],
        }),
      )
    }

  for (const [dx, dw] of pairs)
    for (const dtype of ['u8', 'i8'] as const)
      for (const end of [0, 1, 2])
        cases.push(
          build(`${dx} by ${dw} to ${dtype}, zero points at end ${end}`, {
            window: windows['same padding']!,
            pool: overlapping,
            zeros: [zeroPoints(dx)[end]!, zeroPoints(dw)[2 - end]!],
            clamp: clamps.find((clamp) => clamp.dtype === dtype && clamp.zeroY === zeroPoints(dtype)[end]!)!,
            x: any(dx, [1, 5, 5, 5]),
            w: any(dw, [2, 3, 3, 5]),
          }),
        )
  cases.push(
    build('two images, two groups, strides, dilations', {
      window: { kernel: [3, 2], stride: [2, 1], pads: [1, 1, 1, 0], dilation: [1, 2] },
      pool: { kernel: [2, 3], stride: [1, 2], pads: [0, 1, 1, 1] },
      groups: 2,
      zeros: [-5, 4],
      clamp: clamps[7]!,
      x: any('i8', [2, 9, 6, 4]),
      w: any('i8', [6, 3, 2, 2]),
    }),
    build('sums that wrap: the largest is not the largest before it wraps', {
      window: one,
      pool: halves,
      clamp: clamps[4]!,
      x: tensor('i8', [1, 2, 2, 3], [127, 127, 127, 1, 0, 0, -1, 0, 0, 0, 0, 0]),
      w: tensor('i8', [2, 1, 1, 3], [127]),
      bias: [2 ** 31 - 1, 2 ** 31 - 3000],
      multiplier: bits([0x30000000, 0x30000000]),
    }),
    build('clamped to one value', {
      window: one,
      pool: overlapping,
      clamp: clamps[8]!,
      x: any('u8', [1, 3, 3, 2]),
      w: any('u8', [2, 1, 1, 2]),
    }),
    build('every convolution in the padding', {
      window: { kernel: [1, 1], pads: [2, 2, 0, 0], stride: [3, 3] },
      pool: halves,
      zeros: [3, 1],
      x: any('u8', [1, 2, 2, 4]),
      w: any('i8', [3, 1, 1, 4]),
      bias: [900, -900, 0],
    }),
    build('the first layer of a large network', {
      window: { kernel: [7, 7], stride: [2, 2], pads: [3, 3, 3, 3] },
      pool: overlapping,
      zeros: [114, 0],
      clamp: clamps[0]!,
      x: any('u8', [1, 16, 16, 3]),
      w: any('i8', [4, 7, 7, 3]),
      multiplier: tensor('f32', [1, 1, 1, 4], [0.0004]),
    }),
    build('the middle of a small one', {
      window: windows['same padding']!,
      pool: halves,
      x: any('u8', [1, 6, 6, 12]),
      w: any('i8', [5, 3, 3, 12]),
      bias: [500, -800, 0, 70, -3000],
    }),
  )
  for (let i = 0; i < 12; i++) {
    const [dx, dw] = pairs[pick(0, 2)]!
    const window: Window = {
      kernel: [pick(1, 3), pick(1, 3)],
      stride: [pick(1, 2), pick(1, 2)],
      pads: [1, 2, 2, 1],
    }
    const pool: Pool = {
      kernel: [pick(1, 2), pick(1, 2)],
      stride: [pick(1, 3), pick(1, 3)],
      pads: [pick(0, 3), pick(0, 3), pick(0, 3), pick(0, 3)],
    }
    cases.push(
      build(`random ${i}`, {
        window,
        pool,
        zeros: [pick(dtypes[dx].min, dtypes[dx].max), pick(dtypes[dw].min, dtypes[dw].max)],
        clamp: clamps[pick(0, clamps.length - 1)]!,
        x: any(dx, [pick(1, 2), pick(2, 5), pick(2, 5), 5]),
        w: any(dw, [3, ...window.kernel, 5]),
      }),
    )
  }
  return cases
}
