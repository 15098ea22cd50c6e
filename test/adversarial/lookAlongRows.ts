import type { Operand } from '@assay/program'
import { type ModelBuilder, reshape } from '@assay/proof/testing'

const most = 2 ** 31 - 1
const small = 2 ** -60
const large = 2 ** 60

/** The ops that look along an axis or a row at their limits, of tensors of 1 x 6 x 6 x 4: every axis, every kind of table and of epsilon. */
export function lookAlongRows(
  model: ModelBuilder,
  { bytes, chars, words }: { readonly bytes: Operand; readonly chars: Operand; readonly words: Operand },
  [unsigned, signed]: readonly [number, number],
): void {
  const u8 = { zeroY: unsigned, low: 0, high: 255 }
  const i8 = { zeroY: signed, low: -128, high: 127 }
  for (const x of [bytes, chars, words])
    for (const axis of [0, 1, 2, 3]) {
      const shape = x.shape.map((size, at) => (at === axis ? 1 : size)) as [number, number, number, number]
      model.node('reduce_max', x.dtype, shape, [x], { axis })
      model.node('arg_max', 'i32', shape, [x], { axis })
    }

  const tables: readonly ((below: number) => number)[] = [
    () => most,
    () => 0,
    () => -(2 ** 31),
    (below) => (below === 0 ? most : below % 300),
    (below) => (below % 2 === 0 ? -below : below * 8_000_000),
  ]
  for (const [at, weight] of tables.entries()) {
    const table = model.ints(Array.from({ length: 256 }, (_, below) => weight(below)))
    const x = at % 2 === 0 ? bytes : chars
    model.node('softmax', 'u8', [1, 1, 6, 24], [reshape(x, [1, 1, 6, 24]), table], { ...u8, levels: most })
    model.node('softmax', 'i8', x.shape, [x, table], { ...i8, levels: at === 0 ? 1 : 255 })
    model.node('softmax', 'u8', [1, 1, 144, 1], [reshape(x, [1, 1, 144, 1]), table], { ...u8, levels: 7 })
  }
  // a table that anybody may fill
  const filled = model.input('i32', [1, 1, 1, 256])
  model.node('softmax', 'i8', [1, 1, 1, 144], [reshape(chars, [1, 1, 1, 144]), filled], { ...i8, levels: most })

  const nonsense = [Number.NaN, Number.POSITIVE_INFINITY, -0, 2 ** 61, -(2 ** -61), 2 ** -149, -(2 ** 61), 0]
  const extremes = [large, -large, small, -small, 1, -1, 2 ** 24 + 2, -0.5]
  for (const epsilon of [small, 1, large]) {
    for (const gamma of [nonsense, extremes])
      for (const beta of [nonsense, extremes.toReversed()]) {
        const operands = [reshape(bytes, [1, 1, 18, 8]), model.floats(gamma), model.floats(beta)]
        model.node('layer_norm', 'i8', [1, 1, 18, 8], operands, { ...i8, epsilon })
      }
    const one = [reshape(chars, [1, 1, 144, 1]), model.floats([large]), model.floats([1.5])]
    model.node('layer_norm', 'u8', [1, 1, 144, 1], one, { ...u8, epsilon })
  }
}
