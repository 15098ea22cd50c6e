import { attributesOf } from '../attributesOf.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkQuantised } from '../checkQuantised.ts'
import { checkRange } from '../checkRange.ts'
import { checkScale } from '../checkScale.ts'
import { checkShape } from '../checkShape.ts'
import { clamp } from '../clamp.ts'
import { effectiveCoefficient } from '../effectiveCoefficient.ts'
import { integerToFloat32 } from '../integerToFloat32.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { roundHalfEven } from '../roundHalfEven.ts'
import { slots } from '../slots.ts'
import type { Shape } from '../types.ts'

const { zeroY, low, high, epsilon } = slots
const attributes = { zeroY, low, high, epsilon }
const MOST = 2 ** 20

/**
 * Normalisation along the last axis: (x - mean) / sqrt(variance + epsilon) * gamma + beta. Mean and variance are taken K and
 * K^2 times as large, which makes them whole numbers; epsilon is to be given likewise. x's scale and zero point cancel.
 */
export const layerNorm: OpDefinition = {
  name: 'layer_norm',
  opcode: 20,
  operands: ['x', 'gamma', 'beta'],
  attributes,

  validate(node, at) {
    const place = { node: at, op: node.op }
    const { shape } = node.operands[0]!
    const row: Shape = [1, 1, 1, shape[3]]
    checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8'] })
    checkRange({ ...place, field: 'K', next: `Normalise rows of at most ${MOST} values.` }, shape[3], 1, MOST)
    checkOperand(node, at, 1, { name: 'gamma', dtypes: ['f32'], shape: row })
    checkOperand(node, at, 2, { name: 'beta', dtypes: ['f32'], shape: row })
    checkQuantised(node, at)
    checkScale(node, at, 'epsilon')
    checkShape({ ...place, field: 'shape' }, node.shape, shape)
  },

  cost(node) {
    const length = node.shape[3]
    return {
      reads: [
        { runs: 1, runBytes: length },
        { runs: 1, runBytes: 4 },
        { runs: 1, runBytes: 4 },
      ],
      units: length,
      separateRuns: 1,
    }
  },

  element(node, read, index) {
    const a = attributesOf(node, attributes)
    const length = node.shape[3]
    const k = index % length
    let sum = 0
    let squares = 0
    for (let i = 0; i < length; i++) {
      const x = read(0, index - k + i)
      sum += x
      squares += x * x
    }
    const variance = integerToFloat32(BigInt(length) * BigInt(squares) - BigInt(sum) ** 2n)
    // Binary64 has more than twice the bits of binary32, so that rounding its result again is one rounding (Figueroa, 1995).
    const deviation = Math.fround(Math.sqrt(Math.fround(variance + a.epsilon)))
    const normal = Math.fround(Math.fround(length * read(0, index) - sum) / deviation)
    const scaled = Math.fround(normal * effectiveCoefficient(read(1, k)))
    const moved = Math.fround(scaled + effectiveCoefficient(read(2, k)))
    return clamp(roundHalfEven(moved) + a.zeroY, a.low, a.high)
  },
}
