import type { Dtype, Operand, Shape } from '@assay/program'
import type { Drawing } from './movementMakers.ts'

type EightBit = 'u8' | 'i8'
type RowOp = 'reduce_max' | 'arg_max' | 'softmax' | 'layer_norm'

/** What the makers of rows draw from besides. */
interface RowDrawing extends Drawing {
  floats(shape: Shape, value: () => number): Operand
}

/** The makers of the ops that look along an axis or a row, as randomModel has them for all others. */
export function rowMakers(draw: RowDrawing): Record<RowOp, () => void> {
  const { below, between, chance, pick, source, parameter, output, scale, push, floats } = draw
  const along = (op: 'reduce_max' | 'arg_max', result: (x: Dtype) => Dtype) => {
    const x = source(['u8', 'i8', 'i32'])
    const axis = below(4)
    const shape = x.shape.map((size, at) => (at === axis ? 1 : size)) as [number, number, number, number]
    push(op, result(x.dtype), shape, [x], { axis })
  }
  const weights = (): Uint8Array => {
    const most = 2 ** 31 - 1
    const kinds: readonly ((at: number) => number)[] = [
      (at) => Math.exp(-at / between(1, 40)) * most,
      () => most,
      () => between(0, 3),
      () => pick([most, 0, 1, -1, -(2 ** 31), between(-9, 900)]),
      (at) => (at < 3 ? most - at : below(400)),
    ]
    return new Uint8Array(Int32Array.from({ length: 256 }, (_, at) => pick(kinds)(at)).buffer)
  }
  const coefficient = () =>
    chance(85)
      ? (chance(50) ? 1 : -1) * 2 ** between(-3, 8) * (1 + below(2 ** 20) / 2 ** 20)
      : pick([
          0,
          -0,
          Number.NaN,
          Number.NEGATIVE_INFINITY,
          1e-45,
          2 ** 60,
          -(2 ** 60),
          2 ** -60,
          -(2 ** 61),
          2 ** -61,
          1e30,
        ])

  return {
    reduce_max: () => along('reduce_max', (dtype) => dtype),
    arg_max: () => along('arg_max', () => 'i32'),
    softmax() {
      const x = source(['u8', 'i8'])
      const dtype = pick<EightBit>(['u8', 'i8'])
      const table = parameter('i32', [1, 1, 1, 256], chance(80) ? weights() : undefined)
      const levels = pick([1, 255, 256, 2 ** 31 - 1, 2 ** 31 - 2, between(1, 70_000)])
      push('softmax', dtype, x.shape, [x, table], { levels, ...output(dtype) })
    },
    layer_norm() {
      const x = source(['u8', 'i8'])
      const dtype = pick<EightBit>(['u8', 'i8'])
      const row: Shape = [1, 1, 1, x.shape[3]]
      const operands = [x, floats(row, coefficient), floats(row, coefficient)]
      push('layer_norm', dtype, x.shape, operands, { epsilon: scale(), ...output(dtype) })
    },
  }
}
