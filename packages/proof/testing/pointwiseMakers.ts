import { type Dtype, elementCount, type Shape } from '@assay/program'
import { reshape } from './ModelBuilder.ts'
import { choose, clampBounds, isByte, type Maker, within } from './makerTools.ts'

/** Tensors larger than this are not repeated along further axes. */
const LARGE = 4000

const pointwise =
  (op: 'add' | 'mul' | 'sub'): Maker =>
  (model, random, tensors) => {
    const a = choose(random, tensors, isByte)
    if (a === undefined) return undefined
    const same = choose(
      random,
      tensors,
      (tensor) => isByte(tensor) && elementCount(tensor.shape) === elementCount(a.shape),
    )!
    const dtype = random.pick<Dtype>(['u8', 'i8'])
    // Of the same shape, or a constant with axes that are repeated, or that repeats a's.
    const repeat = (size: number): number =>
      size === 1 && elementCount(a.shape) <= LARGE ? random.int(1, 3) : random.pick([1, size])
    const other: Shape = [repeat(a.shape[0]), repeat(a.shape[1]), repeat(a.shape[2]), repeat(a.shape[3])]
    const b =
      random.int(0, 1) === 0 ? reshape(same, a.shape) : model.constant(dtype, other, random.bytes(elementCount(other)))
    const [left, right] = random.int(0, 1) === 0 ? [a, b] : [b, a]
    const size = (axis: 0 | 1 | 2 | 3) => Math.max(a.shape[axis], b.shape[axis])
    const shape: Shape = [size(0), size(1), size(2), size(3)]
    const scale = (): number => Math.fround(random.int(1, 1000) / (op === 'mul' ? 5000 : 500))
    const output = random.pick<Dtype>(['u8', 'i8'])
    return model.node(op, output, shape, [left, right], {
      zeroX: within(random, left.dtype),
      zeroW: within(random, right.dtype),
      ...clampBounds(random, output),
      scaleX: scale(),
      scaleW: scale(),
      scaleY: scale(),
    })
  }

/** The makers of add, mul and sub. */
export const pointwiseMakers = { add: pointwise('add'), mul: pointwise('mul'), sub: pointwise('sub') }
