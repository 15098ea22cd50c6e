import type { Dtype, Operand, Shape } from '@assay/program'
import { type ModelBuilder, windowAttributes } from '@assay/proof/testing'

const nonsense = [2 ** 60, 2 ** -60, Number.NaN, Number.POSITIVE_INFINITY, -1, 2 ** 61, 2 ** -61, 2 ** -149, -0, 1]
const edges = [2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1, -(2 ** 24) - 1, 0, 1, -1, 3, 2 ** 30, -(2 ** 30)]
const ends = [2 ** -60, 2 ** 60] as const

/** The ops that hold a conv2d, repeated axes and stacks at their limits, of tensors of 1 x 6 x 6 x 4. */
export function fuseEverything(
  model: ModelBuilder,
  { bytes, chars }: { readonly bytes: Operand; readonly chars: Operand },
  [unsigned, signed]: readonly [number, number],
): void {
  const bounds = (dtype: Dtype) =>
    dtype === 'u8' ? { zeroY: unsigned, low: 0, high: 255 } : { zeroY: signed, low: -128, high: 127 }
  const boundsZ = (dtype: Dtype) => {
    const { zeroY, low, high } = bounds(dtype)
    return { zeroZ: zeroY, lowZ: low, highZ: high }
  }
  const zero = ({ dtype }: Operand) => (dtype === 'u8' ? unsigned : signed)
  const weights = (shape: Shape): Operand => {
    const extremes = [0x80, 0x7f, 0xff, 0, 1]
    const length = shape.reduce((product, size) => product * size)
    return model.constant(
      'i8',
      shape,
      Uint8Array.from({ length }, (_, i) => extremes[(i * i) % extremes.length]!),
    )
  }
  const perChannel = () => [model.ints(edges), model.floats(nonsense)] as const
  const open = { kernel: [3, 3], pad: [3, 3, 3, 3], dilation: [2, 2] } as const
  const far = { kernel: [2, 2], stride: [4096, 4096], pad: [4096, 4096, 4096, 4096] } as const

  for (const [x, dtype] of [
    [bytes, 'i8'],
    [chars, 'u8'],
  ] as const) {
    for (const window of [open, far]) {
      const shape: Shape = window === open ? [1, 8, 8, 10] : [1, 3, 3, 10]
      const geometry = windowAttributes(window)
      model.node(
        'conv2d_depthwise',
        dtype,
        shape,
        [x, weights([10, 1, 1, 4]), ...perChannel(), weights([10, ...window.kernel, 1]), ...perChannel()],
        { ...geometry, zeroX: zero(x), zeroW: signed, ...bounds(dtype), zeroV: signed, ...boundsZ(dtype) },
      )
      const pool = { poolH: 2, poolW: 2, poolStrideH: 3, poolStrideW: 3 }
      const padded = { poolPadTop: 4, poolPadLeft: 4, poolPadBottom: 2, poolPadRight: 2 }
      model.node(
        'conv2d_max_pool',
        dtype,
        window === open ? [1, 5, 5, 10] : [1, 3, 3, 10],
        [x, weights([10, ...window.kernel, 4]), ...perChannel()],
        { ...geometry, ...pool, ...padded, groups: 1, zeroX: zero(x), zeroW: signed, ...bounds(dtype) },
      )
      const stride2 = window === open ? 1 : 4
      const x2 = weights([1, shape[1] * stride2, shape[2] * stride2, 3])
      for (const [scaleX, scaleY] of ends.flatMap((end) => ends.map((other) => [end, other] as const)))
        model.node(
          'conv2d_conv2d_add',
          dtype,
          shape,
          [x, weights([10, ...window.kernel, 4]), ...perChannel(), x2, weights([10, 1, 1, 3]), ...perChannel()],
          {
            ...geometry,
            ...{ stride2, zeroX: zero(x), zeroW: signed, zeroX2: signed, ...bounds(dtype), ...boundsZ(dtype) },
            ...{ zeroB: zero({ ...x, dtype }), scaleX, scaleW: 2 ** 60, scaleY },
          },
        )
      for (const [scaleX, scaleY] of ends.flatMap((end) => ends.map((other) => [end, other] as const)))
        model.node(
          'conv2d_add',
          dtype,
          shape,
          [x, weights([10, ...window.kernel, 4]), ...perChannel(), weights(shape)],
          {
            ...geometry,
            ...{ groups: 1, zeroX: zero(x), zeroW: signed, ...bounds(dtype), zeroB: signed, ...boundsZ(dtype) },
            ...{ scaleX, scaleW: 2 ** -60, scaleY },
          },
        )
    }
    for (const op of ['add', 'mul', 'sub'] as const)
      for (const scaleX of ends)
        for (const scaleW of ends)
          for (const scaleY of ends)
            model.node(op, dtype, [1, 6, 6, 4], [x, weights([1, 6, 1, 4])], {
              ...{ zeroX: zero(x), zeroW: signed, ...bounds(dtype) },
              ...{ scaleX, scaleW, scaleY },
            })
  }
  const many = { ...chars, shape: [2, 3, 6, 4] as const }
  for (const batch of [
    [2, 3],
    [1, 3],
    [2, 1],
  ] as const)
    model.node('matmul', 'i8', [2, 3, 6, 10], [many, weights([...batch, 10, 4]), ...perChannel()], {
      ...{ zeroX: signed, zeroW: 127, ...bounds('i8') },
    })
  model.node(
    'matmul',
    'u8',
    [2, 3, 6, 6],
    [many, many, model.ints(edges.slice(0, 6)), model.floats(Array(6).fill(2 ** -9))],
    {
      ...{ zeroX: signed, zeroW: -signed - 1, ...bounds('u8') },
    },
  )
}
