import { type Dtype, dtypes, type Shape } from '@assay/program'
import { bits } from '../bits.ts'
import { type Clamp, clamps, deadMultipliers } from '../extremes.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { zeroPoints } from './product.ts'
import { type Window, windowAttributes, windowSize, windows } from './window.ts'

interface Mean {
  readonly window: Window
  readonly zeroX?: number
  readonly clamp?: Clamp
  readonly x: Tensor
  readonly multiplier?: Tensor
}

const build = (name: string, { window, zeroX = 0, clamp = clamps[1]!, x, ...rest }: Mean): OpCase => {
  const [batch, height, width, channels] = x.shape
  const { dtype, ...bounds } = clamp
  const shape: Shape = [batch, ...windowSize(window, height, width), channels]
  const taps = window.kernel[0] * window.kernel[1]
  const divisors = Array.from({ length: taps + 1 }, (_, n) => (n === 0 ? 1 : 1.25 / n))
  const multiplier = rest.multiplier ?? tensor('f32', [1, 1, 1, taps + 1], divisors)
  return opCase(name, 'avg_pool', { dtype, shape }, { ...windowAttributes(window), zeroX, ...bounds }, [x, multiplier])
}

/** The vectors of avg_pool. */
export const avgPoolCases = (): OpCase[] => {
  const pick = random(0xa9)
  const any = (dtype: Dtype, shape: Shape): Tensor =>
    tensor(
      dtype,
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(dtypes[dtype].min, dtypes[dtype].max)),
    )
  const cases: OpCase[] = []
  for (const [name, window] of Object.entries(windows)) {
    cases.push(build(`${name}, u8`, { window, zeroX: 100, x: any('u8', [1, 5, 6, 2]) }))
    cases.push(build(`${name}, i8`, { window, zeroX: -20, clamp: clamps[4]!, x: any('i8', [1, 5, 6, 2]) }))
  }
  const edge = windows['same padding']!
  for (const dtype of ['u8', 'i8'] as const)
    for (const zeroX of zeroPoints(dtype))
      for (const clamp of [clamps[2]!, clamps[3]!])
        cases.push(
          build(`${dtype} zero ${zeroX} to ${clamp.dtype} zero ${clamp.zeroY}`, {
            window: edge,
            zeroX,
            clamp,
            x: any(dtype, [1, 3, 4, 3]),
          }),
        )

  const halves: Window = { kernel: [2, 2], stride: [2, 2] }
  const ties = Array.from({ length: 16 * 8 }, (_, i) => [0, 1, 0, 0, 1, 1, 1, 0, 255, 254][i % 10]!)
  cases.push(
    build('ties of both parities', {
      window: halves,
      x: tensor('u8', [1, 4, 4, 8], ties),
      multiplier: tensor('f32', [1, 1, 1, 5], [1, 0.5, 0.5, 0.5, 0.5]),
    }),
  )
  cases.push(
    build('ties below zero', {
      window: halves,
      zeroX: 3,
      clamp: clamps[4]!,
      x: tensor('u8', [1, 4, 4, 8], ties),
      multiplier: tensor('f32', [1, 1, 1, 5], [1, 0.5, 0.5, 0.5, 0.5]),
    }),
  )
  cases.push(
    build('the smallest and largest multipliers', {
      window: edge,
      x: any('i8', [1, 3, 3, 2]),
      multiplier: tensor('f32', [1, 1, 1, 10], [2 ** -60, 2 ** 60]),
    }),
  )

  // Each count of taps finds another multiplier that counts as 0.
  for (let first = 0; first < deadMultipliers.length; first += 10) {
    const patterns = Array.from({ length: 10 }, (_, i) => deadMultipliers[(first + i) % deadMultipliers.length]!)
    cases.push(
      build(`multipliers that count as 0, from ${first}`, {
        window: edge,
        clamp: clamps[6]!,
        x: any('u8', [1, 3, 3, 2]),
        multiplier: bits(patterns),
      }),
    )
  }
  for (let i = 0; i < 10; i++) {
    const dtype = (['u8', 'i8'] as const)[pick(0, 1)]!
    const window: Window = {
      kernel: [pick(1, 3), pick(1, 3)],
      stride: [pick(1, 3), pick(1, 3)],
      pads: [pick(2, 4), pick(2, 4), pick(2, 4), pick(2, 4)],
      dilation: [pick(1, 2), pick(1, 2)],
    }
    cases.push(
      build(`random ${i}`, {
        window,
        zeroX: pick(dtypes[dtype].min, dtypes[dtype].max),
        clamp: clamps[pick(0, clamps.length - 1)]!,
        x: any(dtype, [pick(1, 2), pick(1, 6), pick(1, 6), pick(1, 5)]),
      }),
    )
  }
  return cases
}
