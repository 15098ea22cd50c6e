import { type Dtype, elementCount, type Model, type OpName, type Shape, tensorBytes } from '@assay/program'
import { ModelBuilder } from './ModelBuilder.ts'
import { choose, clampBounds, isByte, list, type Maker, randomWindow, within } from './makerTools.ts'
import { movementMakers } from './movementMakers.ts'
import { pointwiseMakers } from './pointwiseMakers.ts'
import { productMakers } from './productMakers.ts'
import { rowMakers } from './rowMakers.ts'
import type { SeededRandom } from './seededRandom.ts'
import { windowAttributes, windowedSize } from './windowAttributes.ts'

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

const makers: Readonly<Record<OpName, Maker>> = {
  ...movementMakers,
  ...pointwiseMakers,
  ...productMakers,
  ...rowMakers,

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
