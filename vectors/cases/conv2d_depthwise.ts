import { type Dtype, dtypes, type Shape } from '@assay/program'
import { bits } from '../bits.ts'
import { type Clamp, clamps, deadMultipliers, multipliers, sums } from '../extremes.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { pairs, zeroPoints } from './product.ts'
import { type Window, windowAttributes, windowSize, windows } from './window.ts'

interface Layer {
  readonly w: Tensor
  readonly bias?: readonly number[]
  readonly multiplier?: Tensor
}

interface Bottleneck {
  readonly window: Window
  /** zeroX, zeroW, zeroV */
  readonly zeros?: readonly [number, number, number]
  readonly between?: Omit<Clamp, 'dtype'>
  readonly clamp?: Clamp
  readonly x: Tensor
  readonly first: Layer
  readonly second: Layer
}

const build = (
  name: string,
  { window, zeros = [0, 0, 0], clamp = clamps[1]!, x, first, second, ...rest }: Bottleneck,
) => {
  const [batch, height, width] = x.shape
  const channels = first.w.shape[0]
  const shape: Shape = [batch, ...windowSize(window, height, width), channels]
  const { dtype, zeroY: zeroZ, low: lowZ, high: highZ } = clamp
  const { zeroY, low, high } = rest.between ?? { zeroY: 9, low: dtypes[dtype].min, high: dtypes[dtype].max }
  const layer = ({ w, bias = [0], multiplier }: Layer, usual: number) => [
    w,
    tensor('i32', [1, 1, 1, channels], bias),
    multiplier ?? tensor('f32', [1, 1, 1, channels], [usual]),
  ]
  const [zeroX, zeroW, zeroV] = zeros
  const attributes = { ...windowAttributes(window), zeroX, zeroW, zeroY, low, high, zeroV, zeroZ, lowZ, highZ }
  const tensors = [x, ...layer(first, 0.004), ...layer(second, 0.006)]
  return opCase(name, 'conv2d_depthwise', { dtype, shape }, attributes, tensors)
}

const one: Window = { kernel: [1, 1] }

/** The vectors of conv2d_depthwise. */
export const conv2dDepthwiseCases = (): OpCase[] => {
  const pick = random(0xc0de)
  const any = (dtype: Dtype, shape: Shape): Tensor =>
    tensor(
      dtype,
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(dtypes[dtype].min, dtypes[dtype].max)),
    )
  const several = (length: number, size: number) => Array.from({ length }, () => pick(-size, size))
  const cases: OpCase[] = []

  // A table of sums and multipliers in the first layer, with a second that passes its value on; then the other way round.
  const table = (patterns: readonly number[], clamp: Clamp, name: string) => {
    const rows = sums.flatMap((sum) => patterns.map((pattern) => ({ sum, pattern })))
    const { dtype, ...between } = clamp
    const wide = clamps.find((other) => other.dtype === dtype)!
    const hard = { bias: rows.map(({ sum }) => sum), multiplier: bits(rows.map(({ pattern }) => pattern)) }
    const shape: Shape = [rows.length, 1, 1, 1]
    const place = `${dtype} zero ${clamp.zeroY} clamp ${clamp.low}..${clamp.high}`
    cases.push(
      build(`${name} in the first layer, ${place}`, {
        window: one,
        zeros: [9, 0, 0],
        between,
        clamp: wide,
        x: tensor('u8', [1, 1, 1, 1], [9]),
        first: { w: any('i8', shape), ...hard },
        second: { w: tensor('i8', shape, [1]), multiplier: tensor('f32', [1, 1, 1, rows.length], [1]) },
      }),
      build(`${name} in the second layer, ${place}`, {
        window: one,
        zeros: [0, 0, -7],
        between: { zeroY: 3, low: wide.low, high: wide.high },
        clamp,
        x: tensor('u8', [1, 1, 1, 1], [200]),
        first: { w: any('i8', shape) },
        second: { w: tensor('i8', shape, [-7]), ...hard },
      }),
    )
  }
  for (const clamp of [clamps[1]!, clamps[3]!, clamps[6]!]) table(multipliers, clamp, 'sums times multipliers')
  table(deadMultipliers, clamps[4]!, 'multipliers that count as 0')

  for (const [name, window] of Object.entries(windows))
    cases.push(
      build(name, {
        window,
        zeros: [131, -7, 5],
        x: any('u8', [1, 5, 6, 3]),
        first: { w: any('i8', [4, 1, 1, 3]), bias: [1000, -1000, 5, -5] },
        second: { w: any('i8', [4, ...window.kernel, 1]), bias: [-500, 500, 7, -7] },
      }),
    )

  // Outside the image the value in between is its zero point, whatever the first layer would make of nothing.
  const edge = windows['same padding']!
  for (const [dx, dw] of pairs)
    for (const dtype of ['u8', 'i8'] as const)
      for (const dv of dtype === 'u8' ? (['u8', 'i8'] as const) : (['i8'] as const))
        for (const end of [0, 1, 2])
          cases.push(
            build(`${dx} by ${dw}, ${dtype} by ${dv}, zero points at end ${end}`, {
              window: edge,
              zeros: [zeroPoints(dx)[end]!, zeroPoints(dw)[2 - end]!, zeroPoints(dv)[end]!],
              between: { zeroY: zeroPoints(dtype)[2 - end]!, low: dtypes[dtype].min, high: dtypes[dtype].max },
              clamp: clamps.find((clamp) => clamp.dtype === dtype && clamp.zeroY === zeroPoints(dtype)[end]!)!,
              x: any(dx, [1, 3, 3, 5]),
              first: { w: any(dw, [3, 1, 1, 5]), bias: [4000, -4000, 0] },
              second: { w: any(dv, [3, 3, 3, 1]), bias: [300, -300, 0] },
            }),
          )
  cases.push(
    build('two images, strides, dilations', {
      window: { kernel: [3, 2], stride: [2, 1], pads: [1, 1, 1, 0], dilation: [1, 2] },
      zeros: [-5, 4, -3],
      clamp: clamps[7]!,
      x: any('i8', [2, 5, 4, 4]),
      first: { w: any('i8', [6, 1, 1, 4]) },
      second: { w: any('i8', [6, 3, 2, 1]) },
    }),
    build('clamped to one value in between', {
      window: edge,
      between: { zeroY: 128, low: 255, high: 255 },
      x: any('u8', [1, 3, 4, 2]),
      first: { w: any('u8', [5, 1, 1, 2]) },
      second: { w: any('u8', [5, 3, 3, 1]) },
    }),
    build('both sums wrap', {
      window: { kernel: [2, 2], pads: [1, 1, 0, 0] },
      between: { zeroY: -128, low: -128, high: 127 },
      clamp: clamps[4]!,
      x: tensor('i8', [1, 2, 2, 3], [127, -128, 127]),
      first: {
        w: tensor('i8', [2, 1, 1, 3], [127, -128, 127]),
        bias: [2 ** 31 - 1, 2 ** 31 - 3000],
        multiplier: bits([0x30000000, 0x30000000]),
      },
      second: {
        w: tensor('i8', [2, 2, 2, 1], [127]),
        bias: [2 ** 31 - 1, 2 ** 31 - 3000],
        multiplier: bits([0x30000000, 0x30000000]),
      },
    }),
    build('160 channels', {
      window: edge,
      zeros: [117, 3, 1],
      x: any('u8', [1, 2, 2, 160]),
      first: { w: any('i8', [3, 1, 1, 160]), multiplier: tensor('f32', [1, 1, 1, 3], [0.0008]) },
      second: { w: any('i8', [3, 3, 3, 1]) },
    }),
    build('33 channels to 40', {
      window: { kernel: [3, 3], stride: [2, 2], pads: [0, 0, 1, 1] },
      zeros: [0, 0, 0],
      between: { zeroY: 0, low: 0, high: 170 },
      x: any('u8', [1, 4, 4, 33]),
      first: { w: any('i8', [40, 1, 1, 33]), bias: several(40, 9000) },
      second: { w: any('i8', [40, 3, 3, 1]), bias: several(40, 9000) },
    }),
  )
  for (let i = 0; i < 12; i++) {
    const [dx, dw] = pairs[pick(0, 2)]!
    const clamp = clamps[pick(0, clamps.length - 1)]!
    const { min, max } = dtypes[clamp.dtype]
    const dv = clamp.dtype === 'i8' || pick(0, 1) === 0 ? 'i8' : 'u8'
    const window: Window = {
      kernel: [pick(1, 3), pick(1, 3)],
      stride: [pick(1, 2), pick(1, 2)],
      pads: [pick(0, 2), pick(0, 2), 2, 2],
    }
    const [inputs, outputs] = [pick(1, 9), pick(1, 6)]
    cases.push(
      build(`random ${i}`, {
        window,
        zeros: [
          pick(dtypes[dx].min, dtypes[dx].max),
          pick(dtypes[dw].min, dtypes[dw].max),
          pick(dtypes[dv].min, dtypes[dv].max),
        ],
        between: { zeroY: pick(min, max), low: pick(min, min + 99), high: pick(max - 100, max) },
        clamp,
        x: any(dx, [pick(1, 2), pick(1, 5), pick(1, 5), inputs]),
        first: { w: any(dw, [outputs, 1, 1, inputs]), bias: several(outputs, 20000) },
        second: { w: any(dv, [outputs, ...window.kernel, 1]), bias: several(outputs, 20000) },
      }),
    )
  }
  return cases
}
