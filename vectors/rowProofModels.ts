import type { OpName } from '@assay/program'
import { type ModelBuilder, reshape, type SeededRandom } from '@assay/proof/testing'
import type { ProofModel } from './proofModels.ts'

type RowOp = Extract<OpName, 'reduce_max' | 'arg_max' | 'softmax' | 'layer_norm'>
type Built = (name: string, build: (builder: ModelBuilder) => void, more?: { chunks?: [number, number] }) => ProofModel

const u8 = { zeroY: 7, low: 0, high: 255 }
const i8 = { zeroY: -9, low: -128, high: 127 }

/** The proof models of the ops that look along an axis or a row. */
export function rowProofModels(random: SeededRandom, built: Built): Readonly<Record<RowOp, readonly ProofModel[]>> {
  const weights = (b: ModelBuilder, width: number) =>
    b.ints(Array.from({ length: 256 }, (_, below) => Math.round(Math.exp(-below / width) * 2 ** 24)))
  const coefficients = (b: ModelBuilder, length: number, size: number) =>
    b.floats(Array.from({ length }, () => (random.int(-1000, 1000) * size) / 1000))
  const selections = (op: 'reduce_max' | 'arg_max', of: 'u8' | 'i32'): readonly ProofModel[] => [
    built('along rows over several chunks, then of the few', (b) => {
      const x = b.input('i8', [1, 2, 3, 300])
      const y = b.node(op, of === 'u8' ? 'i8' : 'i32', [1, 2, 3, 1], [x], { axis: 3 })
      b.node(op, of === 'u8' ? 'i8' : 'i32', [1, 1, 3, 1], [y], { axis: 1 })
    }),
    built('along an axis whose values are further apart than a chunk', (b) => {
      const x = b.input('u8', [1, 5, 3, 100])
      b.node(op, of, [1, 1, 3, 100], [x], { axis: 1 })
    }),
    built('along an axis of one: it is read all the same', (b) => {
      const x = b.input('u8', [1, 1, 3, 5])
      b.node(op, of, [1, 1, 3, 5], [x], { axis: 1 })
    }),
    built('of i32 of any bytes', (b) => {
      const x = b.input('i32', [1, 4, 30, 7])
      b.node(op, 'i32', [1, 4, 1, 7], [x], { axis: 2 })
    }),
  ]

  return {
    reduce_max: selections('reduce_max', 'u8'),
    arg_max: selections('arg_max', 'i32'),
    softmax: [
      built('rows over several chunks, the table over four', (b) => {
        const x = b.input('u8', [1, 2, 2, 300])
        b.node('softmax', 'u8', [1, 2, 2, 300], [x, weights(b, 40)], { ...u8, levels: 6000 })
      }),
      built(
        'of a product of scores, chunks of 512 and 1024',
        (b) => {
          const x = b.input('i8', [1, 1, 9, 16])
          const table = b.constant('i8', [1, 1, 1, 256], random.bytes(256))
          const y = b.node('lookup', 'i8', [1, 1, 9, 16], [x, table])
          const shares = b.node('softmax', 'i8', [1, 1, 9, 16], [y, weights(b, 30)], { ...i8, levels: 255 })
          b.node('softmax', 'u8', [1, 3, 3, 16], [reshape(shares, [1, 3, 3, 16]), weights(b, 3)], {
            ...u8,
            levels: 255,
          })
        },
        { chunks: [9, 10] },
      ),
      built('weights of any bits, levels 2^31 - 1', (b) => {
        const x = b.input('i8', [1, 1, 7, 12])
        const table = b.constant('i32', [1, 1, 1, 256], random.bytes(1024))
        b.node('softmax', 'i8', [1, 1, 7, 12], [x, table], { ...i8, levels: 2 ** 31 - 1 })
      }),
      built('weights that are an input', (b) => {
        const x = b.input('u8', [1, 1, 4, 5])
        const table = b.input('i32', [1, 4, 8, 8])
        b.node('softmax', 'u8', [1, 1, 4, 5], [x, reshape(table, [1, 1, 1, 256])], { ...u8, levels: 255 })
      }),
    ],
    layer_norm: [
      built('rows over several chunks, coefficients too', (b) => {
        const x = b.input('u8', [1, 2, 2, 300])
        const operands = [x, coefficients(b, 300, 60), coefficients(b, 300, 20)]
        b.node('layer_norm', 'u8', [1, 2, 2, 300], operands, { ...u8, zeroY: 120, epsilon: 1 })
      }),
      built(
        'twice, chunks of 512 and 1024',
        (b) => {
          const x = b.input('i8', [1, 1, 5, 32])
          const once = b.node('layer_norm', 'i8', [1, 1, 5, 32], [x, coefficients(b, 32, 90), coefficients(b, 32, 9)], {
            ...i8,
            epsilon: 2 ** -60,
          })
          const seen = reshape(once, [1, 5, 2, 16])
          const operands = [seen, coefficients(b, 16, 50), coefficients(b, 16, 50)]
          b.node('layer_norm', 'u8', [1, 5, 2, 16], operands, { ...u8, zeroY: 128, epsilon: 1000 })
        },
        { chunks: [9, 10] },
      ),
      built('coefficients that count as 0', (b) => {
        const x = b.input('u8', [1, 1, 6, 8])
        const odd = [Number.NaN, -1, 2 ** 61, -(2 ** -61), 0, 2 ** 60, Number.NEGATIVE_INFINITY, 40]
        const operands = [x, b.floats(odd), b.floats(odd.toReversed())]
        b.node('layer_norm', 'i8', [1, 1, 6, 8], operands, { ...i8, epsilon: 2 ** 60 })
      }),
    ],
  }
}
