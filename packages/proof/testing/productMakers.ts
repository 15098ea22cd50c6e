import { type Dtype, elementCount, type Operand, type OpName, type Shape } from '@assay/program'
import { type ModelBuilder, reshape } from './ModelBuilder.ts'
import { choose, clampBounds, isByte, list, type Maker, randomWindow, within } from './makerTools.ts'
import type { SeededRandom } from './seededRandom.ts'
import { windowAttributes, windowedSize } from './windowAttributes.ts'

type ProductOp = Extract<
  OpName,
  'conv2d' | 'matmul' | 'conv2d_add' | 'conv2d_depthwise' | 'conv2d_max_pool' | 'conv2d_conv2d_add'
>

function multiplier(random: SeededRandom, sums: number): number {
  if (random.int(0, 20) === 0) return random.pick([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** -70, 2 ** 70])
  return random.int(1, 400) / (100 * Math.sqrt(sums) * 128)
}

/** Weights, bias and multipliers for as many channels as `shape` has rows. */
function layer(model: ModelBuilder, random: SeededRandom, dtype: Dtype, shape: Shape): [Operand, Operand, Operand] {
  const outputs = shape[0]
  return [
    model.constant(dtype, shape, random.bytes(elementCount(shape))),
    model.ints(list(outputs, () => random.int(-9000, 9000))),
    model.floats(list(outputs, () => multiplier(random, elementCount(shape) / outputs))),
  ]
}

const weightsFor = (random: SeededRandom, x: Dtype): Dtype => (x === 'u8' ? random.pick<Dtype>(['u8', 'i8']) : 'i8')

function boundsZ(random: SeededRandom, dtype: Dtype): { zeroZ: number; lowZ: number; highZ: number } {
  const { zeroY, low, high } = clampBounds(random, dtype)
  return { zeroZ: zeroY, lowZ: low, highZ: high }
}

/** The makers of conv2d, matmul and the ops that hold a conv2d. */
export const productMakers: Readonly<Record<ProductOp, Maker>> = {
  conv2d(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    const window = x && randomWindow(random, x.shape)
    if (x === undefined || window === undefined) return undefined
    const groups = random.pick([1, 2, x.shape[3]].filter((count) => x.shape[3] % count === 0))
    const outputs = groups * random.int(1, 3)
    const w = weightsFor(random, x.dtype)
    const [height, width] = windowedSize(x.shape, window)
    const weights: Shape = [outputs, ...window.kernel, x.shape[3] / groups]
    const dtype = random.pick<Dtype>(['u8', 'i8'])
    return model.node('conv2d', dtype, [x.shape[0], height, width, outputs], [x, ...layer(model, random, w, weights)], {
      ...windowAttributes(window),
      groups,
      zeroX: within(random, x.dtype),
      zeroW: within(random, w),
      ...clampBounds(random, dtype),
    })
  },

  matmul(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    if (x === undefined) return undefined
    const inner = random.pick([x.shape[3], x.shape[2] * x.shape[3]])
    const left =
      inner === x.shape[3] ? x : reshape(x, [1, x.shape[0], elementCount(x.shape) / x.shape[0] / inner, inner])
    // One matrix on the right, or as many as the left has along either leading axis.
    const batch = [random.pick([1, left.shape[0]]), random.pick([1, left.shape[1]])] as const
    const values = batch[0] * batch[1] * inner
    const pairs = (w: Operand): boolean => isByte(w) && (x.dtype === 'u8' || w.dtype === 'i8')
    const fits = (w: Operand): boolean => elementCount(w.shape) % values === 0 && elementCount(w.shape) / values <= 40
    const other = choose(random, tensors, (w) => w.source === 'node' && pairs(w) && fits(w))
    const outputs = other === undefined ? random.int(1, 12) : elementCount(other.shape) / values
    const shape: Shape = [...batch, outputs, inner]
    const right =
      other === undefined
        ? model.constant(weightsFor(random, x.dtype), shape, random.bytes(elementCount(shape)))
        : reshape(other, shape)
    const dtype = random.pick<Dtype>(['u8', 'i8'])
    return model.node(
      'matmul',
      dtype,
      [left.shape[0], left.shape[1], left.shape[2], outputs],
      [
        left,
        right,
        model.ints(list(outputs, () => random.int(-9000, 9000))),
        model.floats(list(outputs, () => multiplier(random, inner))),
      ],
      { zeroX: within(random, x.dtype), zeroW: within(random, right.dtype), ...clampBounds(random, dtype) },
    )
  },

  conv2d_add(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    const window = x && randomWindow(random, x.shape)
    if (x === undefined || window === undefined) return undefined
    const groups = random.pick([1, 2, x.shape[3]].filter((count) => x.shape[3] % count === 0))
    const outputs = groups * random.int(1, 3)
    const w = weightsFor(random, x.dtype)
    const [height, width] = windowedSize(x.shape, window)
    const shape: Shape = [x.shape[0], height, width, outputs]
    const fitting = tensors.filter((tensor) => isByte(tensor) && elementCount(tensor.shape) === elementCount(shape))
    const b = fitting.length > 0 ? reshape(random.pick(fitting), shape) : undefined
    const other = b ?? model.constant('i8', shape, random.bytes(elementCount(shape)))
    const dtype = random.pick<Dtype>(['u8', 'i8'])
    const scale = (): number => Math.fround(random.int(1, 1000) / 500)
    const weights: Shape = [outputs, ...window.kernel, x.shape[3] / groups]
    return model.node('conv2d_add', dtype, shape, [x, ...layer(model, random, w, weights), other], {
      ...windowAttributes(window),
      groups,
      zeroX: within(random, x.dtype),
      zeroW: within(random, w),
      ...clampBounds(random, dtype),
      scaleX: scale(),
      scaleW: scale(),
      scaleY: scale(),
      zeroB: within(random, other.dtype),
      ...boundsZ(random, dtype),
    })
  },

  conv2d_depthwise(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    const window = x && randomWindow(random, x.shape)
    if (x === undefined || window === undefined) return undefined
    const outputs = random.int(1, 9)
    const dtype = random.pick<Dtype>(['u8', 'i8'])
    const [w, w2] = [weightsFor(random, x.dtype), weightsFor(random, dtype)]
    const [height, width] = windowedSize(x.shape, window)
    const first = layer(model, random, w, [outputs, 1, 1, x.shape[3]])
    const second = layer(model, random, w2, [outputs, ...window.kernel, 1])
    return model.node('conv2d_depthwise', dtype, [x.shape[0], height, width, outputs], [x, ...first, ...second], {
      ...windowAttributes(window),
      zeroX: within(random, x.dtype),
      zeroW: within(random, w),
      ...clampBounds(random, dtype),
      zeroV: within(random, w2),
      ...boundsZ(random, dtype),
    })
  },

  conv2d_max_pool(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    const window = x && randomWindow(random, x.shape)
    if (x === undefined || window === undefined) return undefined
    const groups = random.pick([1, 2, x.shape[3]].filter((count) => x.shape[3] % count === 0))
    const outputs = groups * random.int(1, 3)
    const between: Shape = [x.shape[0], ...windowedSize(x.shape, window), outputs]
    const pool = randomWindow(random, between)
    if (pool === undefined) return undefined
    const plain = { kernel: pool.kernel, stride: pool.stride ?? [1, 1], pad: pool.pad ?? [0, 0, 0, 0] } as const
    const [height, width] = windowedSize(between, plain)
    const w = weightsFor(random, x.dtype)
    const weights: Shape = [outputs, ...window.kernel, x.shape[3] / groups]
    const dtype = random.pick<Dtype>(['u8', 'i8'])
    const shape: Shape = [x.shape[0], height, width, outputs]
    return model.node('conv2d_max_pool', dtype, shape, [x, ...layer(model, random, w, weights)], {
      ...windowAttributes(window),
      ...{ poolH: plain.kernel[0], poolW: plain.kernel[1] },
      ...{ poolStrideH: plain.stride[0], poolStrideW: plain.stride[1] },
      ...{
        poolPadTop: plain.pad[0],
        poolPadLeft: plain.pad[1],
        poolPadBottom: plain.pad[2],
        poolPadRight: plain.pad[3],
      },
      groups,
      zeroX: within(random, x.dtype),
      zeroW: within(random, w),
      ...clampBounds(random, dtype),
    })
  },

  conv2d_conv2d_add(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    const window = x && randomWindow(random, x.shape)
    if (x === undefined || window === undefined) return undefined
    const [batch, inputs, outputs] = [x.shape[0], random.int(1, 20), random.int(1, 9)]
    const [height, width] = windowedSize(x.shape, window)
    const stride2 = random.int(1, 3)
    const size = (length: number): number => (length - 1) * stride2 + random.int(1, stride2)
    const image: Shape = [batch, size(height), size(width), inputs]
    const fitting = tensors.filter((tensor) => isByte(tensor) && elementCount(tensor.shape) === elementCount(image))
    const x2 =
      fitting.length > 0
        ? reshape(random.pick(fitting), image)
        : model.constant(random.pick<Dtype>(['u8', 'i8']), image, random.bytes(elementCount(image)))
    const [w, w2] = [weightsFor(random, x.dtype), weightsFor(random, x2.dtype)]
    const dtype = random.pick<Dtype>(['u8', 'i8'])
    const scale = (): number => Math.fround(random.int(1, 1000) / 500)
    const first = layer(model, random, w, [outputs, ...window.kernel, x.shape[3]])
    const second = layer(model, random, w2, [outputs, 1, 1, inputs])
    const shape: Shape = [batch, height, width, outputs]
    return model.node('conv2d_conv2d_add', dtype, shape, [x, ...first, x2, ...second], {
      ...windowAttributes(window),
      stride2,
      zeroX: within(random, x.dtype),
      zeroW: w === w2 ? within(random, w) : random.int(0, 127),
      zeroX2: within(random, x2.dtype),
      ...clampBounds(random, dtype),
      scaleX: scale(),
      scaleW: scale(),
      scaleY: scale(),
      zeroB: within(random, dtype),
      ...boundsZ(random, dtype),
    })
  },
}
