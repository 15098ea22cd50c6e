import { attributesOf } from '../attributesOf.ts'
import { checkProduct } from '../checkProduct.ts'
import { checkShape } from '../checkShape.ts'
import { effectiveMultiplier } from '../effectiveMultiplier.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { productSum } from '../productSum.ts'
import { ravel } from '../ravel.ts'
import { rescale } from '../rescale.ts'
import { slots } from '../slots.ts'
import { unravel } from '../unravel.ts'

const { zeroX, zeroW, zeroY, low, high } = slots
const attributes = { zeroX, zeroW, zeroY, low, high }

/**
 * Product of [A, B, M, K] with [A', B', O, K], both with K innermost, where A' is 1 or A and B' is 1 or B: a right operand's
 * leading axes of size 1 are repeated. Source: ONNX QLinearMatMul, with a bias.
 */
export const matmul: OpDefinition = {
  name: 'matmul',
  opcode: 2,
  operands: ['x', 'w', 'bias', 'multiplier'],
  attributes,

  validate(node, at) {
    const [a, b, rows, k] = node.operands[0]!.shape
    const [repeatedA, repeatedB] = node.operands[1]!.shape
    const columns = node.shape[3]
    checkProduct(node, at, [repeatedA === 1 ? 1 : a, repeatedB === 1 ? 1 : b, columns, k])
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
    const [x, w] = [node.operands[0]!.shape, node.operands[1]!.shape]
    const [batch, head, row, o] = unravel(index, node.shape)
    const left = ravel([batch, head, row, 0], x)
    const right = ravel([batch % w[0], head % w[1], o, 0], w)
    let acc = read(2, o)
    for (let k = 0; k < x[3]; k++) acc = (acc + (read(0, left + k) - a.zeroX) * (read(1, right + k) - a.zeroW)) | 0
    return rescale(acc, effectiveMultiplier(read(3, o)), a.zeroY, a.low, a.high)
  },

  sum: (node, ranges, read) => productSum(node, ranges, read, node.operands[1]!.shape[3]),
}
