import { attributesOf } from '../attributesOf.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkQuantised } from '../checkQuantised.ts'
import { checkRange } from '../checkRange.ts'
import { checkShape } from '../checkShape.ts'
import { clamp } from '../clamp.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { slots } from '../slots.ts'

const { zeroY, low, high, levels } = slots
const attributes = { zeroY, low, high, levels }

/** Each value's share of its row, in `levels`; entry d of the table is the weight of a value d below the row's largest. */
export const softmax: OpDefinition = {
  name: 'softmax',
  opcode: 19,
  operands: ['x', 'table'],
  attributes,

  validate(node, at) {
    const place = { node: at, op: node.op }
    checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8'] })
    checkOperand(node, at, 1, { name: 'table', dtypes: ['i32'], shape: [1, 1, 1, 256] })
    checkQuantised(node, at)
    checkRange({ ...place, field: 'levels' }, attributesOf(node, attributes).levels, 1, 2 ** 31 - 1)
    checkShape({ ...place, field: 'shape' }, node.shape, node.operands[0]!.shape)
  },

  cost(node) {
    const length = node.shape[3]
    return {
      reads: [
        { runs: 1, runBytes: length },
        { runs: 1, runBytes: 1024 },
      ],
      units: length,
      separateRuns: 1,
    }
  },

  element(node, read, index) {
    const a = attributesOf(node, attributes)
    const length = node.shape[3]
    const first = index - (index % length)
    let largest = read(0, first)
    for (let k = 1; k < length; k++) largest = Math.max(largest, read(0, first + k))
    // all of it, whichever of its values the row needs: a proof carries the whole table
    const weights = Array.from({ length: 256 }, (_, below) => Math.max(read(1, below), 0))
    const weight = (at: number) => weights[largest - read(0, at)]!
    let sum = 0
    for (let k = 0; k < length; k++) sum += weight(first + k)
    // the sum is below 2^17 * 2^31, a step's bytes being what they are, so it is exact; its product with `levels` needs more than 53 bits
    const half = BigInt(Math.floor(sum / 2))
    const share = (BigInt(weight(index)) * BigInt(a.levels) + half) / BigInt(Math.max(sum, 1))
    return clamp(Number(share) + a.zeroY, a.low, a.high)
  },
}
