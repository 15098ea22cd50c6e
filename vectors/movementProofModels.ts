import type { OpName } from '@assay/program'
import { type ModelBuilder, reshape, type SeededRandom } from '@assay/proof/testing'
import type { ProofModel } from './proofModels.ts'

type MovementOp = Extract<OpName, 'concat' | 'pad' | 'slice' | 'transpose' | 'gather' | 'resize_nearest'>
type Built = (
  name: string,
  build: (builder: ModelBuilder) => void,
  more?: { chunks?: [number, number]; elements?: ProofModel['elements'] },
) => ProofModel

const u8 = { zeroY: 117, low: 0, high: 255 }
const i8 = { zeroY: -9, low: -128, high: 127 }

/** The proof models of the ops that move elements: what they read is in few chunks of many, or in none. */
export function movementProofModels(
  random: SeededRandom,
  built: Built,
): Readonly<Record<MovementOp, readonly ProofModel[]>> {
  const far = [0, 39, 40, -1, 2 ** 31 - 1, -(2 ** 31), 17]
  return {
    concat: [
      built(
        'four of both dtypes along channels',
        (b) => {
          const x = b.input('u8', [1, 6, 6, 9])
          const y = b.node('lookup', 'i8', [1, 6, 6, 9], [x, b.constant('i8', [1, 1, 1, 256], random.bytes(256))])
          const w = b.constant('u8', [1, 6, 6, 2], random.bytes(72))
          b.node('concat', 'u8', [1, 6, 6, 29], [x, w, y, y], {
            axis: 3,
            ...{ zero0: 3, zero1: 255, zero2: -128, zero3: 0 },
            ...{ scale0: 0.5, scale1: Math.fround(0.3), scale2: Math.fround(0.7), scale3: 2 ** -60 },
            ...{ scaleY: Math.fround(0.9), ...u8 },
          })
        },
        // the first channel of each operand
        { elements: { 1: [8, 9, 10, 11, 19, 20, 28] } },
      ),
      built('two along rows, of one scale, seen through another shape', (b) => {
        const x = b.input('i8', [1, 1, 20, 30])
        const y = b.node('transpose', 'i8', [1, 1, 30, 20], [x], { perm0: 0, perm1: 1, perm2: 3, perm3: 2 })
        b.node('concat', 'i8', [1, 1, 40, 30], [x, reshape(y, [1, 1, 20, 30])], {
          axis: 2,
          ...{ zero0: -9, zero1: -9, zero2: 0, zero3: 0 },
          ...{ scale0: 1, scale1: 1, scale2: 0, scale3: 0, scaleY: 1, ...i8 },
        })
      }),
    ],
    pad: [
      built(
        'all around i8: what lies outside reads no chunk',
        (b) => {
          const x = b.input('i8', [1, 9, 9, 5])
          b.node('pad', 'i8', [1, 12, 14, 6], [x], { before0: 0, before1: 1, before2: 2, before3: 0, zeroX: -128 })
        },
        // the last of the frame before the first inside, that one, and the last channel, which is outside
        { elements: { 0: [95, 96, 101] } },
      ),
      built('an i32 of any value around i32', (b) => {
        const x = b.input('i32', [1, 1, 10, 13])
        b.node('pad', 'i32', [2, 1, 10, 13], [x], { before0: 1, before1: 0, before2: 0, before3: 0, zeroX: -123456789 })
      }),
    ],
    slice: [
      built('backwards in every other row', (b) => {
        const x = b.input('u8', [2, 9, 8, 7])
        const attributes = { start0: 1, start1: 8, start2: 2, start3: 0, step0: -1, step1: -2, step2: 2, step3: 1 }
        b.node('slice', 'u8', [2, 5, 3, 7], [x], attributes)
      }),
      built('of i32, of a node', (b) => {
        const x = b.input('u8', [1, 4, 11, 9])
        const y = b.node('reduce_sum', 'i32', [1, 1, 11, 9], [x], { axis: 1, zeroX: 7 })
        const attributes = { start0: 0, start1: 0, start2: 10, start3: 1, step0: 1, step1: 1, step2: -3, step3: 1 }
        b.node('slice', 'i32', [1, 1, 4, 8], [y], attributes)
      }),
    ],
    transpose: [
      built('channels first, and back', (b) => {
        const x = b.input('i8', [2, 7, 8, 6])
        const y = b.node('transpose', 'i8', [2, 6, 7, 8], [x], { perm0: 0, perm1: 3, perm2: 1, perm3: 2 })
        b.node('transpose', 'i8', [2, 7, 8, 6], [y], { perm0: 0, perm1: 2, perm2: 3, perm3: 1 })
      }),
      built('i32, all axes reversed', (b) => {
        const x = b.input('i32', [3, 5, 4, 6])
        b.node('transpose', 'i32', [6, 4, 5, 3], [x], { perm0: 3, perm1: 2, perm2: 1, perm3: 0 })
      }),
    ],
    gather: [
      built('an embedding, ids beyond both ends', (b) => {
        const table = b.input('i8', [1, 1, 40, 70])
        b.node('gather', 'i8', [1, 1, far.length, 70], [table, b.ints(far)])
      }),
      built('ids that a node computes', (b) => {
        const x = b.input('i8', [1, 2, 50, 20])
        const ids = b.node('reduce_sum', 'i32', [1, 1, 50, 1], [reshape(x, [1, 1, 50, 40])], { axis: 3, zeroX: -1 })
        b.node('gather', 'i8', [1, 2, 50, 20], [x, reshape(ids, [1, 1, 1, 50])])
      }),
    ],
    resize_nearest: [
      built('twice as large', (b) => {
        const x = b.input('u8', [1, 7, 6, 11])
        const twice = (size: number) => Array.from({ length: 2 * size }, (_, i) => i >> 1)
        b.node('resize_nearest', 'u8', [1, 14, 12, 11], [x, b.ints(twice(7)), b.ints(twice(6))])
      }),
      built('tables beyond the image, two images, tables of several chunks', (b) => {
        const x = b.input('i8', [2, 12, 12, 3])
        const table = (length: number) => b.ints(Array.from({ length }, () => random.pick([...far, 5, 11, 12])))
        b.node('resize_nearest', 'i8', [2, 3, 90, 3], [x, table(3), table(90)])
      }),
    ],
  }
}
