import type { Operand } from '@assay/program'
import { type ModelBuilder, reshape } from '@assay/proof/testing'

interface Tensors {
  /** u8, i8 and i32 of one shape of four axes, the first of size 1 */
  readonly bytes: Operand
  readonly chars: Operand
  readonly words: Operand
}

const none = [0, 0, 0, 0]
const four = (name: string, values: readonly number[]) =>
  Object.fromEntries(none.map((_, i) => [`${name}${i}`, values[i] ?? 0]))

/** Every op that moves elements, over tensors of every dtype, with ids that are anything and zero points at these two values. */
export function moveEverything(
  model: ModelBuilder,
  { bytes, chars, words }: Tensors,
  zeros: readonly [number, number],
) {
  const [unsigned, signed] = zeros
  const [, height, width, channels] = bytes.shape
  for (const x of [bytes, chars, words]) {
    const zeroX = x.dtype === 'u8' ? unsigned : x.dtype === 'i8' ? signed : -(2 ** 31)
    model.node('pad', x.dtype, [2, height + 3, width, channels + 1], [x], {
      ...four('before', [0, 3, 0, 1]),
      zeroX,
    })
    const backwards = { ...four('start', [0, height - 1, width - 1, 0]), ...four('step', [-1, -2, -1, 2 ** 31 - 1]) }
    model.node('slice', x.dtype, [1, Math.ceil(height / 2), width, 1], [x], backwards)
    model.node('transpose', x.dtype, [channels, width, 1, height], [x], four('perm', [3, 2, 0, 1]))
    const far = model.ints([0, -1, width, width - 1, 2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1])
    model.node('gather', x.dtype, [1, height, 7, channels], [x, far])
    // the ids are an input's words: any at all, each of them another chunk or the end of x
    const count = height * width * channels
    const column = reshape(x, [1, 1, count, 1])
    model.node('gather', x.dtype, [1, 1, count, 1], [column, reshape(words, [1, 1, 1, count])])
  }
  for (const x of [bytes, chars]) {
    const tables = [model.ints([height, -1, 0, 2 ** 31 - 1]), model.ints([-(2 ** 31), 1, width - 1, width, 0])]
    model.node('resize_nearest', x.dtype, [1, 4, 5, channels], [x, ...tables])
  }
  const extremes = [
    { scale: [2 ** 60, 2 ** -60, 1, Math.fround(1 / 3)], scaleY: 2 ** -60 },
    { scale: [2 ** 60, 2 ** -60, 1, Math.fround(1 / 3)], scaleY: 2 ** 60 },
    { scale: [Math.fround(1 / 3), Math.fround(1 / 3), 0.5, 2], scaleY: Math.fround(1 / 3) },
  ]
  for (const [axis, { scale, scaleY }] of extremes.entries()) {
    const operands = [bytes, chars, chars, bytes].slice(0, 4 - (axis % 2))
    const shape = bytes.shape.map((size, i) => (i === axis + 1 ? size * operands.length : size))
    model.node('concat', 'u8', shape as [number, number, number, number], operands, {
      axis: axis + 1,
      ...four('zero', [unsigned, signed, -128, 255].slice(0, operands.length)),
      ...four('scale', scale.slice(0, operands.length)),
      ...{ scaleY, zeroY: unsigned, low: 0, high: 255 },
    })
  }
}
