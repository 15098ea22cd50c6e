import { type Dtype, dtypes, type Shape } from '@assay/program'
import { type Clamp, clamps } from '../extremes.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { zeroPoints } from './product.ts'

export type PointwiseOp = 'add' | 'mul' | 'sub'

export interface Pointwise {
  readonly scales: readonly [number, number, number]
  readonly zeros?: readonly [number, number]
  readonly clamp?: Clamp
  readonly a: Tensor
  readonly b: Tensor
}

/** A case of add, mul or sub. */
export const pointwiseCase = (
  op: PointwiseOp,
  name: string,
  { scales, zeros, clamp = clamps[1]!, a, b }: Pointwise,
): OpCase => {
  const { dtype, ...bounds } = clamp
  const [scaleX, scaleW, scaleY] = scales.map(Math.fround) as [number, number, number]
  const attributes = { zeroX: zeros?.[0] ?? 0, zeroW: zeros?.[1] ?? 0, ...bounds, scaleX, scaleW, scaleY }
  const size = (axis: 0 | 1 | 2 | 3) => Math.max(a.shape[axis], b.shape[axis])
  return opCase(name, op, { dtype, shape: [size(0), size(1), size(2), size(3)] }, attributes, [a, b])
}

const ends = [2 ** -60, 1, 2 ** 60]

/** Every triple of the least scale, one and the largest. */
export const extremeScales = (op: PointwiseOp, a: Tensor, b: Tensor): OpCase[] =>
  ends.flatMap((scaleX) =>
    ends.flatMap((scaleW) =>
      ends.map((scaleY) =>
        pointwiseCase(op, `scales 2^${Math.log2(scaleX)}, 2^${Math.log2(scaleW)}, 2^${Math.log2(scaleY)}`, {
          scales: [scaleX, scaleW, scaleY],
          zeros: [128, 128],
          a,
          b,
        }),
      ),
    ),
  )

const shapes: readonly (readonly [Shape, Shape])[] = [
  [
    [2, 3, 4, 5],
    [1, 1, 1, 1],
  ],
  [
    [1, 1, 1, 1],
    [2, 3, 4, 5],
  ],
  [
    [2, 3, 4, 5],
    [1, 1, 1, 5],
  ],
  [
    [2, 1, 4, 1],
    [1, 3, 1, 5],
  ],
  [
    [1, 3, 1, 5],
    [2, 1, 4, 1],
  ],
  [
    [2, 3, 4, 5],
    [2, 1, 1, 5],
  ],
  [
    [1, 3, 4, 5],
    [2, 3, 4, 5],
  ],
  [
    [2, 3, 1, 5],
    [2, 3, 4, 5],
  ],
  [
    [1, 1, 1, 1],
    [1, 1, 1, 1],
  ],
]

/** Repeated axes, and every combination of the three dtypes. */
export const repeatedCases = (op: PointwiseOp): OpCase[] => {
  const pick = random([...op].reduce((seed, letter) => seed * 31 + letter.charCodeAt(0), 3))
  const any = (dtype: Dtype, shape: Shape): Tensor =>
    tensor(
      dtype,
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(dtypes[dtype].min, dtypes[dtype].max)),
    )
  const bytes = ['u8', 'i8'] as const
  const repeated = shapes.flatMap(([a, b]) =>
    bytes.map((dtype) =>
      pointwiseCase(op, `[${a}] with [${b}], ${dtype} first`, {
        scales: [0.03, 0.05, 0.07],
        zeros: dtype === 'u8' ? [7, -9] : [7, 9],
        clamp: clamps[pick(0, 5)]!,
        a: any(dtype, a),
        b: any(dtype === 'u8' ? 'i8' : 'u8', b),
      }),
    ),
  )
  const mixed = bytes.flatMap((left) =>
    bytes.flatMap((right) =>
      [0, 1, 2].flatMap((end) =>
        bytes.map((dtype) =>
          pointwiseCase(
            op,
            `${left} ${zeroPoints(left)[end]} with ${right} ${zeroPoints(right)[2 - end]} to ${dtype}`,
            {
              scales: [0.02, 0.031, 0.045],
              zeros: [zeroPoints(left)[end]!, zeroPoints(right)[2 - end]!],
              clamp: clamps.find((clamp) => clamp.dtype === dtype && clamp.zeroY === zeroPoints(dtype)[end]!)!,
              a: any(left, [1, 2, 3, 4]),
              b: any(right, [1, 2, 3, 4]),
            },
          ),
        ),
      ),
    ),
  )
  return [...repeated, ...mixed]
}
