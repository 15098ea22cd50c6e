import { type Dtype, dtypes, type Shape } from '@assay/program'
import { bits } from '../bits.ts'
import { type Clamp, clamps, deadMultipliers, multipliers, sums } from '../extremes.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { pairs, zeroPoints } from './product.ts'
import { type Window, windowAttributes, windowSize, windows } from './window.ts'

interface Layer {
  readonly x: Tensor
  readonly w: Tensor
  readonly bias?: readonly number[]
  readonly multiplier?: Tensor
}

interface Projected {
  readonly window: Window
  readonly stride2?: number
  /** zeroX, zeroW, zeroX2, zeroB */
  readonly zeros?: readonly [number, number, number, number]
  readonly scales?: readonly [number, number, number]
  /** of the first convolution's value, and of the sum, whose dtype it takes */
  readonly between?: Omit<Clamp, 'dtype'>
  readonly clamp?: Clamp
  readonly first: Layer
  readonly second: Layer
}

const build = (name: string, projected: Projected): OpCase => {
  const { window, stride2 = 1, zeros = [0, 0, 0, 0], scales = [0.7, 0.4, 0.9], clamp = clamps[1]! } = projected
  const { first, second } = projected
  const [batch, height, width] = first.x.shape
  const channels = first.w.shape[0]
  const shape: Shape = [batch, ...windowSize(window, height, width), channels]
  const { dtype, zeroY: zeroZ, low: lowZ, high: highZ } = clamp
  const { min, max } = dtypes[dtype]
  const { zeroY, low, high } = projected.between ?? { zeroY: 5, low: min, high: max }
  const [scaleX, scaleW, scaleY] = scales.map(Math.fround) as [number, number, number]
  const [zeroX, zeroW, zeroX2, zeroB] = zeros
  const layer = ({ x, w, bias = [0], multiplier }: Layer) => [
    x,
    w,
    tensor('i32', [1, 1, 1, channels], bias),
    multiplier ?? tensor('f32', [1, 1, 1, channels], [0.003]),
  ]
  const attributes = {
    ...windowAttributes(window),
    ...{ stride2, zeroX, zeroW, zeroX2, zeroY, low, high, scaleX, scaleW, scaleY, zeroB, zeroZ, lowZ, highZ },
  }
  return opCase(name, 'conv2d_conv2d_add', { dtype, shape }, attributes, [...layer(first), ...layer(second)])
}

const one: Window = { kernel: [1, 1] }

/** The vectors of conv2d_conv2d_add. */
export const conv2dConv2dAddCases = (): OpCase[] => {
  const pick = random(0xcc2d)
  const any = (dtype: Dtype, shape: Shape): Tensor =>
    tensor(
      dtype,
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(dtypes[dtype].min, dtypes[dtype].max)),
    )
  const cases: OpCase[] = []

  // Each value is rounded and clamped before it is added: sums times multipliers in one layer, anything in the other.
  const table = (patterns: readonly number[], clamp: Clamp, name: string) => {
    const rows = sums.flatMap((sum) => patterns.map((pattern) => ({ sum, pattern })))
    const { dtype, ...between } = clamp
    const shape: Shape = [rows.length, 1, 1, 1]
    const hard: Layer = {
      x: tensor('u8', [1, 1, 1, 1], [9]),
      w: any('i8', shape),
      bias: rows.map(({ sum }) => sum),
      multiplier: bits(rows.map(({ pattern }) => pattern)),
    }
    const plain: Layer = {
      x: tensor('u8', [1, 1, 1, 1], [200]),
      w: any('i8', shape),
      multiplier: tensor('f32', [1, 1, 1, rows.length], [0.005]),
    }
    const wide = clamps.find((other) => other.dtype === dtype)!
    const place = `${dtype} zero ${clamp.zeroY} clamp ${clamp.low}..${clamp.high}`
    const more = { window: one, between, clamp: wide, scales: [1, 0.25, 1.5] } as const
    cases.push(
      build(`${name} in the first layer, ${place}`, { ...more, zeros: [9, 0, 3, 3], first: hard, second: plain }),
      build(`${name} in the second layer, ${place}`, {
        ...more,
        zeros: [3, 0, 9, clamp.zeroY],
        first: plain,
        second: hard,
      }),
    )
  }
  for (const clamp of [clamps[1]!, clamps[3]!, clamps[6]!, clamps[7]!])
    table(multipliers, clamp, 'sums times multipliers')
  table(deadMultipliers, clamps[4]!, 'multipliers that count as 0')

  const ends = [2 ** -60, 1, 2 ** 60]
  const column = (values: readonly number[]) => tensor('i8', [values.length, 1, 1, 1], values)
  for (const scaleX of ends)
    for (const scaleW of ends)
      for (const scaleY of ends)
        cases.push(
          build(`scales 2^${Math.log2(scaleX)}, 2^${Math.log2(scaleW)}, 2^${Math.log2(scaleY)}`, {
            window: one,
            scales: [scaleX, scaleW, scaleY],
            between: { zeroY: 0, low: -128, high: 127 },
            clamp: clamps[4]!,
            first: {
              x: tensor('u8', [1, 1, 1, 1], [1]),
              w: column([-128, 127, 0, 1, -1, 5]),
              multiplier: tensor('f32', [1, 1, 1, 6], [1]),
            },
            second: {
              x: tensor('u8', [1, 1, 1, 1], [1]),
              w: column([-128, 127, 0, -1, 1, 0]),
              multiplier: tensor('f32', [1, 1, 1, 6], [1]),
            },
          }),
        )
  cases.push(
    build('ties of both parities and signs', {
      window: one,
      scales: [1, 0.5, 1],
      between: { zeroY: 0, low: -128, high: 127 },
      clamp: clamps[4]!,
      first: {
        x: tensor('i8', [1, 1, 1, 1], [1]),
        w: column(Array.from({ length: 256 }, (_, i) => i - 128)),
        multiplier: tensor('f32', [1, 1, 1, 256], [1]),
      },
      second: {
        x: tensor('i8', [1, 1, 1, 1], [1]),
        w: column([1, -1, 3, 2].flatMap((value) => Array.from({ length: 64 }, () => value))),
        multiplier: tensor('f32', [1, 1, 1, 256], [1]),
      },
    }),
  )

  for (const [name, window] of Object.entries(windows)) {
    const [height, width] = windowSize(window, 5, 6)
    cases.push(
      build(name, {
        window,
        stride2: 2,
        zeros: [131, -7, 9, 124],
        first: { x: any('u8', [1, 5, 6, 3]), w: any('i8', [4, ...window.kernel, 3]), bias: [1000, -1000, 5, -5] },
        second: {
          // of an even and of an odd size, whose last row or column no tap meets
          x: any('u8', [1, 2 * height, 2 * width - 1, 5]),
          w: any('i8', [4, 1, 1, 5]),
          bias: [300, -3, 0, 70],
        },
      }),
    )
  }

  for (const [dx, dw] of pairs)
    for (const [dx2, dw2] of pairs)
      for (const dtype of ['u8', 'i8'] as const)
        for (const end of [0, 1, 2]) {
          const zeroW = dw === dw2 ? zeroPoints(dw)[2 - end]! : [0, 127, 1][end]!
          cases.push(
            build(`${dx} by ${dw} and ${dx2} by ${dw2} to ${dtype}, zero points at end ${end}`, {
              window: windows['same padding']!,
              zeros: [zeroPoints(dx)[end]!, zeroW, zeroPoints(dx2)[2 - end]!, zeroPoints(dtype)[end]!],
              between: { zeroY: zeroPoints(dtype)[2 - end]!, low: dtypes[dtype].min, high: dtypes[dtype].max },
              clamp: clamps.find((clamp) => clamp.dtype === dtype && clamp.zeroY === zeroPoints(dtype)[end]!)!,
              first: { x: any(dx, [1, 3, 3, 5]), w: any(dw, [2, 3, 3, 5]) },
              second: { x: any(dx2, [1, 3, 3, 7]), w: any(dw2, [2, 1, 1, 7]) },
            }),
          )
        }
  cases.push(
    build('two images, strides, dilations', {
      window: { kernel: [3, 2], stride: [2, 1], pads: [1, 1, 1, 0], dilation: [1, 2] },
      stride2: 3,
      zeros: [-5, 4, 99, -3],
      clamp: clamps[7]!,
      first: { x: any('i8', [2, 5, 4, 4]), w: any('i8', [6, 3, 2, 4]) },
      second: { x: any('i8', [2, 7, 9, 3]), w: any('i8', [6, 1, 1, 3]) },
    }),
    build('both sums wrap', {
      window: { kernel: [2, 2], pads: [1, 1, 0, 0] },
      between: { zeroY: 0, low: -100, high: 100 },
      clamp: clamps[4]!,
      first: {
        x: tensor('i8', [1, 2, 2, 3], [127]),
        w: tensor('i8', [2, 2, 2, 3], [127]),
        bias: [2 ** 31 - 1, 2 ** 31 - 3000],
        multiplier: bits([0x30000000, 0x30000000]),
      },
      second: {
        x: tensor('i8', [1, 2, 2, 3], [-128]),
        w: tensor('i8', [2, 1, 1, 3], [127]),
        bias: [-(2 ** 31), -(2 ** 31) + 3000],
        multiplier: bits([0x30000000, 0x30000000]),
      },
    }),
    build('512 channels to 2', {
      window: one,
      stride2: 2,
      zeros: [117, 0, 3, 120],
      first: {
        x: any('u8', [1, 2, 2, 512]),
        w: any('i8', [2, 1, 1, 512]),
        multiplier: tensor('f32', [1, 1, 1, 2], [4e-5]),
      },
      second: {
        x: any('u8', [1, 4, 4, 256]),
        w: any('i8', [2, 1, 1, 256]),
        multiplier: tensor('f32', [1, 1, 1, 2], [6e-5]),
      },
    }),
  )
  for (let i = 0; i < 12; i++) {
    const [dx, dw] = pairs[pick(0, 2)]!
    const clamp = clamps[pick(0, clamps.length - 1)]!
    const { min, max } = dtypes[clamp.dtype]
    const window: Window = { kernel: [pick(1, 3), pick(1, 3)], stride: [pick(1, 2), pick(1, 2)], pads: [1, 2, 2, 1] }
    const x = any(dx, [pick(1, 2), pick(2, 5), pick(2, 5), 5])
    const stride2 = pick(1, 3)
    const [height, width] = windowSize(window, x.shape[1], x.shape[2])
    const larger = (size: number) => (size - 1) * stride2 + pick(1, stride2)
    cases.push(
      build(`random ${i}`, {
        window,
        stride2,
        zeros: [
          pick(dtypes[dx].min, dtypes[dx].max),
          pick(dtypes[dw].min, dtypes[dw].max),
          pick(dtypes[dx].min, dtypes[dx].max),
          pick(min, max),
        ],
        scales: [pick(1, 100000) / 77777, pick(1, 100000) / 66666, pick(1, 100000) / 55555],
        between: { zeroY: pick(min, max), low: pick(min, min + 99), high: pick(max - 100, max) },
        clamp,
        first: { x, w: any(dw, [3, ...window.kernel, 5]) },
        second: { x: any(dx, [x.shape[0], larger(height), larger(width), 6]), w: any(dw, [3, 1, 1, 6]) },
      }),
    )
  }
  return cases
}
