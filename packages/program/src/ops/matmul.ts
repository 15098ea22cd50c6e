import { attributesOf } from '../attributesOf.ts'
import { checkProduct } from '../checkProduct.ts'
import { checkShape } from '../checkShape.ts'
import { effectiveMultiplier } from '../effectiveMultiplier.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { productSum } from '../productSum.ts'
import { rescale } from '../rescale.ts'
import { slots } from '../slots.ts'

const { zeroX, zeroW, zeroY, low, high } = slots
const attributes = { zeroX, zeroW, zeroY, low, high }

/** Product of [A, B, M, K] with [1, 1, O, K], both with K innermost; source: ONNX QLinearMatMul, with a bias. */
export const matmul: OpDefinition = {
  name: 'matmul',
  opcode: 2,
  operands: ['x', 'w', 'bias', 'multiplier'],
  attributes,

  validate(node, at) {
    const [a, b, rows, k] = node.operands[0]!.shape
    const columns = node.shape[3]
    checkProduct(node, at, [1, 1, columns, k])
    checkShape({ node: at, op: node.op, field: 'shape' }, node.shape, [a, b, rows, columns])
  },

  cost(node) {
    const k = node.operands[0]!.shape[3]
    return {
      reads: [
        { runs: 1, runBytes: k },
        { runs: 1, runBytes: k },
        { runs: 1, runBytes: 4 },
        { runs: 1, runBytes: 4 },
      ],
      units: k,
      separateRuns: 1,
    }
  },

  element(node, read, index) {
    const a = attributesOf(node, attributes)
    const depth = node.operands[0]!.shape[3]
    const row = Math.floor(index / node.shape[3])
    const o = index % node.shape[3]
    let acc = read(2, o)
    for (let k = 0; k < depth; k++)
      acc = (acc + (read(0, row * depth + k) - a.zeroX) * (read(1, o * depth + k) - a.zeroW)) | 0
    return rescale(acc, effectiveMultiplier(read(3, o)), a.zeroY, a.low, a.high)
  },

  sum: (node, ranges, read) => productSum(node, ranges, read),
}
