import { type Dtype, dtypes, type Shape } from '@assay/program'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { type Window, windowAttributes, windowSize, windows } from './window.ts'

const build = (name: string, window: Window, x: Tensor): OpCase => {
  const [batch, height, width, channels] = x.shape
  const shape: Shape = [batch, ...windowSize(window, height, width), channels]
  return opCase(name, 'max_pool', { dtype: x.dtype, shape }, windowAttributes(window), [x])
}

/** The vectors of max_pool. */
export const maxPoolCases = (): OpCase[] => {
  const pick = random(0x3a)
  const any = (dtype: Dtype, shape: Shape): Tensor =>
    tensor(
      dtype,
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(dtypes[dtype].min, dtypes[dtype].max)),
    )
  const cases: OpCase[] = []
  for (const dtype of ['u8', 'i8'] as const) {
    for (const [name, window] of Object.entries(windows))
      cases.push(build(`${name}, ${dtype}`, window, any(dtype, [1, 5, 6, 2])))
    const halves: Window = { kernel: [2, 2], stride: [2, 2] }
    for (const value of [dtypes[dtype].min, dtypes[dtype].max])
      cases.push(build(`all ${dtype} ${value}`, halves, tensor(dtype, [1, 4, 4, 1], [value])))
    cases.push(
      build(
        `around the sign bit, ${dtype}`,
        halves,
        tensor(dtype, [1, 4, 4, 2], dtype === 'u8' ? [127, 128, 126, 255] : [-1, 0, -128, 127, -127]),
      ),
    )
    cases.push(
      build(`two images, ${dtype}`, { kernel: [3, 3], stride: [2, 2], pads: [1, 1, 1, 1] }, any(dtype, [2, 5, 5, 3])),
    )
    for (let i = 0; i < 6; i++) {
      const window: Window = {
        kernel: [pick(1, 3), pick(1, 3)],
        stride: [pick(1, 3), pick(1, 3)],
        pads: [pick(2, 4), pick(2, 4), pick(2, 4), pick(2, 4)],
        dilation: [pick(1, 2), pick(1, 2)],
      }
      cases.push(build(`random ${i}, ${dtype}`, window, any(dtype, [1, pick(1, 6), pick(1, 6), pick(1, 5)])))
    }
  }
  return cases
}
