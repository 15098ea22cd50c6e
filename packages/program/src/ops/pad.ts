import { attributesOf } from '../attributesOf.ts'
import { byteSize } from '../byteSize.ts'
import { checkDtype } from '../checkDtype.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkRange } from '../checkRange.ts'
import { dtypes } from '../dtypes.ts'
import { limits } from '../limits.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { ravel } from '../ravel.ts'
import { slots } from '../slots.ts'
import { unravel } from '../unravel.ts'

const { before0, before1, before2, before3, zeroX } = slots
const attributes = { before0, before1, before2, before3, zeroX }

const befores = ['before0', 'before1', 'before2', 'before3'] as const

/** ONNX Pad, mode constant: x with `before` elements of value zeroX before it on each axis, and as many after it as the shape says. */
export const pad: OpDefinition = {
  name: 'pad',
  opcode: 12,
  operands: ['x'],
  attributes,

  validate(node, at) {
    const place = { node: at, op: node.op }
    const a = attributesOf(node, attributes)
    const { dtype, shape } = node.operands[0]!
    checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8', 'i32'] })
    checkDtype({ ...place, field: 'dtype' }, node.dtype, [dtype])
    shape.forEach((size, i) => {
      const before = a[befores[i]!]
      checkRange({ ...place, field: befores[i]! }, before, 0, dtypes.i32.max)
      const next = `Axis ${i} holds what is before x, and x.`
      checkRange({ ...place, field: `shape[${i}]`, next }, node.shape[i]!, before + size, limits.dimension)
    })
    // Any i32 may pad an i32, whose zero point is 0 elsewhere: it is a value here.
    checkRange({ ...place, field: 'zeroX' }, a.zeroX, dtypes[dtype].min, dtypes[dtype].max)
  },

  cost(node) {
    return { reads: [{ runs: 1, runBytes: byteSize(node.dtype) }], units: 1, separateRuns: 0 }
  },

  element(node, read, index) {
    const a = attributesOf(node, attributes)
    const { shape } = node.operands[0]!
    const [n, h, w, c] = unravel(index, node.shape)
    const from = [n - a.before0, h - a.before1, w - a.before2, c - a.before3] as const
    const isInside = from.every((coordinate, i) => coordinate >= 0 && coordinate < shape[i]!)
    return isInside ? read(0, ravel(from, shape)) : a.zeroX
  },

  sum(node, ranges) {
    const { zeroX } = attributesOf(node, attributes)
    return { min: Math.min(ranges[0]!.min, zeroX), max: Math.max(ranges[0]!.max, zeroX) }
  },
}
