import {
  type Dtype,
  elementCount,
  type Model,
  type Operand,
  type OpName,
  type Shape,
  tensorBytes,
} from '@assay/program'
import { ModelBuilder, reshape } from './ModelBuilder.ts'
import { choose, clampBounds, isByte, list, type Maker, within } from './makerTools.ts'
import { movementMakers } from './movementMakers.ts'
import type { SeededRandom } from './seededRandom.ts'
import { type Window, windowAttributes, windowedSize } from './windowAttributes.ts'

/**
 * A small valid model of two to nine nodes over any of the ops, in chunks of 256 or 512 bytes, so that its tensors span
 * one chunk or several.
 */
export function randomModel(random: SeededRandom): Model {
  const model = new ModelBuilder()
  const image = (): Shape => [random.int(1, 2), random.int(3, 12), random.int(3, 12), random.pick([1, 2, 4, 6, 8])]
  const tensors = [model.input(random.pick(['u8', 'i8']), image())]
  if (random.int(0, 2) === 0) tensors.push(model.input(random.pick(['u8', 'i8', 'i32']), image()))

  const wanted = random.int(2, 9)
  let made = 0
  while (made < wanted) {
    const op = random.pick(Object.keys(makers) as OpName[])
    const node = makers[op](model, random, tensors)
    if (node === undefined) continue
    tensors.push(node)
    made++
  }
  return model.build(random.int(8, 9), random.int(8, 9))
}

/** Inputs for a model, of any bytes at all. */
export function randomInputs(random: SeededRandom, model: Model): Uint8Array[] {
  return model.program.inputs.map((type) => random.bytes(tensorBytes(type)))
}

function multiplier(random: SeededRandom, sums: number): number {
  if (random.int(0, 20) === 0) return random.pick([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** -70, 2 ** 70])
  return random.int(1, 400) / (100 * Math.sqrt(sums) * 128)
}

function randomWindow(random: SeededRandom, image: Shape): Window | undefined {
  const pair = (max: number): [number, number] => [random.int(1, max), random.int(1, max)]
  const window: Window = {
    kernel: pair(3),
    stride: pair(2),
    pad: [random.int(0, 4), random.int(0, 2), random.int(0, 2), random.int(0, 4)],
    dilation: pair(2),
  }
  return Math.min(...windowedSize(image, window)) >= 1 ? window : undefined
}

const makers: Readonly<Record<OpName, Maker>> = {
  ...movementMakers,

  conv2d(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    const window = x && randomWindow(random, x.shape)
    if (x === undefined || window === undefined) return undefined
    const groups = random.pick([1, 2, x.shape[3]].filter((count) => x.shape[3] % count === 0))
    const outputs = groups * random.int(1, 3)
    const w = x.dtype === 'u8' ? random.pick<Dtype>(['u8', 'i8']) : 'i8'
    const shape: Shape = [outputs, ...window.kernel, x.shape[3] / groups]
    const [height, width] = windowedSize(x.shape, window)
    const dtype = random.pick<Dtype>(['u8', 'i8'])
    return model.node(
      'conv2d',
      dtype,
      [x.shape[0], height, width, outputs],
      [
        x,
        model.constant(w, shape, random.bytes(elementCount(shape))),
        model.ints(list(outputs, () => random.int(-9000, 9000))),
        model.floats(list(outputs, () => multiplier(random, elementCount(shape) / outputs))),
      ],
      {
        ...windowAttributes(window),
        groups,
        zeroX: within(random, x.dtype),
        zeroW: within(random, w),
        ...clampBounds(random, dtype),
      },
    )
  },

  matmul(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    if (x === undefined) return undefined
    const inner = random.pick([x.shape[3], x.shape[2] * x.shape[3]])
    const left = reshape(x, [1, x.shape[0], elementCount(x.shape) / x.shape[0] / inner, inner])
    const pairs = (w: Operand): boolean => isByte(w) && (x.dtype === 'u8' || w.dtype === 'i8')
    const other = choose(
      random,
      tensors,
      (w) =>
        w.source === 'node' && pairs(w) && elementCount(w.shape) % inner === 0 && elementCount(w.shape) / inner <= 40,
    )
    const outputs = other === undefined ? random.int(1, 12) : elementCount(other.shape) / inner
    const shape: Shape = [1, 1, outputs, inner]
    const right =
      other === undefined
        ? model.constant(
            x.dtype === 'u8' ? random.pick<Dtype>(['u8', 'i8']) : 'i8',
            shape,
            random.bytes(outputs * inner),
          )
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

  add(model, random, tensors) {
    const a = choose(random, tensors, isByte)
    if (a === undefined) return undefined
    const b = choose(random, tensors, (t) => t.dtype === a.dtype && elementCount(t.shape) === elementCount(a.shape))!
    const scale = (): number => Math.fround(random.int(1, 1000) / 500)
    return model.node('add', a.dtype, a.shape, [a, reshape(b, a.shape)], {
      zeroX: within(random, a.dtype),
      zeroW: within(random, a.dtype),
      ...clampBounds(random, a.dtype),
      scaleX: scale(),
      scaleW: scale(),
      scaleY: scale(),
    })
  },

  max_pool(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    const window = x && randomWindow(random, x.shape)
    if (x === undefined || window === undefined) return undefined
    const [height, width] = windowedSize(x.shape, window)
    return model.node('max_pool', x.dtype, [x.shape[0], height, width, x.shape[3]], [x], windowAttributes(window))
  },

  avg_pool(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    const window = x && randomWindow(random, x.shape)
    if (x === undefined || window === undefined) return undefined
    const [height, width] = windowedSize(x.shape, window)
    const taps = window.kernel[0] * window.kernel[1]
    const dtype = random.pick<Dtype>(['u8', 'i8'])
    const table = model.floats([1, ...list(taps, () => 1)].map((one, n) => one / Math.max(n, 1)))
    return model.node('avg_pool', dtype, [x.shape[0], height, width, x.shape[3]], [x, table], {
      ...windowAttributes(window),
      zeroX: within(random, x.dtype),
      ...clampBounds(random, dtype),
    })
  },

  reduce_sum(model, random, tensors) {
    const x = choose(random, tensors, (tensor) => elementCount(tensor.shape) > 1)
    if (x === undefined) return undefined
    const axis = random.int(0, 3)
    const shape = x.shape.map((size, i) => (i === axis ? 1 : size)) as [number, number, number, number]
    return model.node('reduce_sum', 'i32', shape, [x], { axis, zeroX: x.dtype === 'i32' ? 0 : within(random, x.dtype) })
  },

  requantise(model, random, tensors) {
    const x = choose(random, tensors, ({ dtype }) => dtype === 'i32')
    if (x === undefined) return undefined
    const dtype = random.pick<Dtype>(['u8', 'i8'])
    return model.node('requantise', dtype, x.shape, [x], {
      ...clampBounds(random, dtype),
      scaleX: Math.fround(random.pick([2 ** -24, 0.001, 0.03, 0.4])),
    })
  },

  lookup(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    if (x === undefined) return undefined
    const dtype = random.pick<Dtype>(['u8', 'i8'])
    return model.node('lookup', dtype, x.shape, [x, model.constant(dtype, [1, 1, 1, 256], random.bytes(256))])
  },
}
