import { type Dtype, dtypes, type Shape } from '@assay/program'
import { bits } from '../bits.ts'
import { type Clamp, clamps, deadMultipliers, multipliers, sums } from '../extremes.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { pairs, zeroPoints } from './product.ts'
import { type Window, windowAttributes, windowSize, windows } from './window.ts'

interface Residual {
  readonly window: Window
  readonly groups?: number
  readonly zeros?: readonly [number, number, number]
  readonly scales?: readonly [number, number, number]
  /** of the convolution's value, and of the sum, whose dtype it takes */
  readonly between?: Omit<Clamp, 'dtype'>
  readonly clamp?: Clamp
  readonly x: Tensor
  readonly w: Tensor
  readonly bias?: readonly number[]
  readonly multiplier?: Tensor
  readonly b: (shape: Shape) => Tensor
}

const build = (name: string, residual: Residual): OpCase => {
  const { window, groups = 1, zeros = [0, 0, 0], scales = [0.7, 0.4, 0.9], clamp = clamps[1]!, x, w } = residual
  const [batch, height, width] = x.shape
  const channels = w.shape[0]
  const shape: Shape = [batch, ...windowSize(window, height, width), channels]
  const { dtype, zeroY: zeroZ, low: lowZ, high: highZ } = clamp
  const { min, max } = dtypes[dtype]
  const { zeroY, low, high } = residual.between ?? { zeroY: 5, low: min, high: max }
  const [scaleX, scaleW, scaleY] = scales.map(Math.fround) as [number, number, number]
  const bias = tensor('i32', [1, 1, 1, channels], residual.bias ?? [0])
  const multiplier = residual.multiplier ?? tensor('f32', [1, 1, 1, channels], [0.003])
  const attributes = {
    ...windowAttributes(window),
    groups,
    zeroX: zeros[0],
    zeroW: zeros[1],
    ...{ zeroY, low, high, scaleX, scaleW, scaleY, zeroB: zeros[2], zeroZ, lowZ, highZ },
  }
  return opCase(name, 'conv2d_add', { dtype, shape }, attributes, [x, w, bias, multiplier, residual.b(shape)])
}

const one: Window = { kernel: [1, 1] }

/** The vectors of conv2d_add. */
export const conv2dAddCases = (): OpCase[] => {
  const pick = random(0xcadd)
  const any = (dtype: Dtype, shape: Shape): Tensor =>
    tensor(
      dtype,
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(dtypes[dtype].min, dtypes[dtype].max)),
    )
  const anyB = (dtype: Dtype) => (shape: Shape) => any(dtype, shape)
  const cases: OpCase[] = []

  // The value in between is rounded and clamped before it is added: sums times multipliers, each with another b.
  const table = (patterns: readonly number[], clamp: Clamp, name: string) => {
    const rows = sums.flatMap((sum) => patterns.map((pattern) => ({ sum, pattern })))
    const { dtype, ...between } = clamp
    cases.push(
      build(`${name}, ${dtype} zero ${clamp.zeroY} clamp ${clamp.low}..${clamp.high}`, {
        window: one,
        zeros: [9, 0, 3],
        between,
        clamp: clamps.find((other) => other.dtype === dtype)!,
        scales: [1, 0.25, 1.5],
        x: tensor('u8', [1, 1, 1, 1], [9]),
        w: any('i8', [rows.length, 1, 1, 1]),
        bias: rows.map(({ sum }) => sum),
        multiplier: bits(rows.map(({ pattern }) => pattern)),
        b: anyB('u8'),
      }),
    )
  }
  for (const clamp of [clamps[1]!, clamps[3]!, clamps[6]!, clamps[7]!])
    table(multipliers, clamp, 'sums times multipliers')
  table(deadMultipliers, clamps[4]!, 'multipliers that count as 0')

  const row = (dtype: Dtype, values: readonly number[]) => tensor(dtype, [1, 1, 1, values.length], values)
  const ends = [2 ** -60, 1, 2 ** 60]
  for (const scaleX of ends)
    for (const scaleW of ends)
      for (const scaleY of ends)
        cases.push(
          build(`scales 2^${Math.log2(scaleX)}, 2^${Math.log2(scaleW)}, 2^${Math.log2(scaleY)}`, {
            window: one,
            zeros: [0, 0, 128],
            scales: [scaleX, scaleW, scaleY],
            between: { zeroY: 0, low: -128, high: 127 },
            clamp: clamps[4]!,
            x: tensor('u8', [1, 1, 1, 1], [1]),
            w: tensor('i8', [6, 1, 1, 1], [-128, 127, 0, 1, -1, 5]),
            multiplier: tensor('f32', [1, 1, 1, 6], [1]),
            b: () => row('u8', [0, 255, 128, 127, 129, 128]),
          }),
        )

  // Ties: t is any whole number, b adds half of one.
  cases.push(
    build('ties of both parities and signs', {
      window: one,
      zeros: [0, 0, 0],
      scales: [1, 0.5, 1],
      between: { zeroY: 0, low: -128, high: 127 },
      clamp: clamps[4]!,
      x: tensor('i8', [1, 1, 1, 1], [1]),
      w: tensor(
        'i8',
        [256, 1, 1, 1],
        Array.from({ length: 256 }, (_, i) => i - 128),
      ),
      multiplier: tensor('f32', [1, 1, 1, 256], [1]),
      b: (shape) => tensor('i8', shape, [1, -1, 3, 2]),
    }),
  )

  for (const [name, window] of Object.entries(windows)) {
    const [x, w] = [any('u8', [1, 5, 6, 3]), any('i8', [4, ...window.kernel, 3])]
    cases.push(build(name, { window, zeros: [131, -7, -4], x, w, bias: [1000, -1000, 5, -5], b: anyB('i8') }))
  }

  const edge = windows['same padding']!
  for (const [dx, dw] of pairs)
    for (const dtype of ['u8', 'i8'] as const)
      for (const db of ['u8', 'i8'] as const)
        for (const end of [0, 1, 2])
          cases.push(
            build(`${dx} by ${dw} and ${db} to ${dtype}, zero points at end ${end}`, {
              window: edge,
              zeros: [zeroPoints(dx)[end]!, zeroPoints(dw)[2 - end]!, zeroPoints(db)[end]!],
              between: { zeroY: zeroPoints(dtype)[2 - end]!, low: dtypes[dtype].min, high: dtypes[dtype].max },
              clamp: clamps.find((clamp) => clamp.dtype === dtype && clamp.zeroY === zeroPoints(dtype)[end]!)!,
              x: any(dx, [1, 3, 3, 5]),
              w: any(dw, [2, 3, 3, 5]),
              b: anyB(db),
            }),
          )
  cases.push(
    build('two images, two groups, strides', {
      window: { kernel: [3, 2], stride: [2, 1], pads: [1, 1, 1, 0], dilation: [1, 2] },
      groups: 2,
      zeros: [-5, 4, 200],
      clamp: clamps[7]!,
      x: any('i8', [2, 5, 4, 4]),
      w: any('i8', [6, 3, 2, 2]),
      b: anyB('u8'),
    }),
    build('sums that wrap', {
      window: { kernel: [2, 2], pads: [1, 1, 0, 0] },
      between: { zeroY: 0, low: -100, high: 100 },
      clamp: clamps[4]!,
      x: tensor('i8', [1, 2, 2, 3], [127]),
      w: tensor('i8', [2, 2, 2, 3], [127]),
      bias: [2 ** 31 - 1, 2 ** 31 - 3000],
      multiplier: bits([0x30000000, 0x30000000]),
      b: anyB('i8'),
    }),
    build('4608 taps', {
      window: { kernel: [3, 3] },
      zeros: [117, 3, 120],
      multiplier: tensor('f32', [1, 1, 1, 1], [4e-7]),
      x: any('u8', [1, 3, 3, 512]),
      w: any('i8', [1, 3, 3, 512]),
      b: anyB('u8'),
    }),
  )
  for (let i = 0; i < 12; i++) {
    const [dx, dw] = pairs[pick(0, 2)]!
    const clamp = clamps[pick(0, clamps.length - 1)]!
    const { min, max } = dtypes[clamp.dtype]
    const window: Window = {
      kernel: [pick(1, 3), pick(1, 3)],
      stride: [pick(1, 2), pick(1, 2)],
      pads: [1, 2, 2, 1],
    }
    const db = pick(0, 1) === 0 ? 'u8' : 'i8'
    cases.push(
      build(`random ${i}`, {
        window,
        zeros: [
          pick(dtypes[dx].min, dtypes[dx].max),
          pick(dtypes[dw].min, dtypes[dw].max),
          pick(dtypes[db].min, dtypes[db].max),
        ],
        scales: [pick(1, 100000) / 77777, pick(1, 100000) / 66666, pick(1, 100000) / 55555],
        between: { zeroY: pick(min, max), low: pick(min, min + 99), high: pick(max - 100, max) },
        clamp,
        x: any(dx, [pick(1, 2), pick(2, 5), pick(2, 5), 5]),
        w: any(dw, [3, ...window.kernel, 5]),
        b: anyB(db),
      }),
    )
  }
  return cases
}
