import { attributesOf } from '../attributesOf.ts'
import { byteSize } from '../byteSize.ts'
import { checkDtype } from '../checkDtype.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkRange } from '../checkRange.ts'
import { ProgramError } from '../errors.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { ravel } from '../ravel.ts'
import { slots } from '../slots.ts'
import { unravel } from '../unravel.ts'

const { start0, start1, start2, start3, step0, step1, step2, step3 } = slots
const attributes = { start0, start1, start2, start3, step0, step1, step2, step3 }

const starts = ['start0', 'start1', 'start2', 'start3'] as const
const steps = ['step0', 'step1', 'step2', 'step3'] as const

/** ONNX Slice: of each axis every step-th element from `start` on, backwards if the step is negative. */
export const slice: OpDefinition = {
  name: 'slice',
  opcode: 13,
  operands: ['x'],
  attributes,

  validate(node, at) {
    const place = { node: at, op: node.op }
    const a = attributesOf(node, attributes)
    const { dtype, shape } = node.operands[0]!
    checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8', 'i32'] })
    checkDtype({ ...place, field: 'dtype' }, node.dtype, [dtype])
    shape.forEach((size, i) => {
      const [start, step] = [a[starts[i]!], a[steps[i]!]]
      checkRange({ ...place, field: starts[i]! }, start, 0, size - 1)
      if (step === 0) {
        const next = 'Step forwards or backwards.'
        throw new ProgramError({ ...place, field: steps[i]!, actual: step, limit: 'not 0', next })
      }
      const most = Math.floor((step > 0 ? size - 1 - start : start) / Math.abs(step)) + 1
      const next = `Keep the last element of axis ${i} in x.`
      checkRange({ ...place, field: `shape[${i}]`, next }, node.shape[i]!, 1, most)
    })
  },

  cost(node) {
    return { reads: [{ runs: 1, runBytes: byteSize(node.dtype) }], units: 1, separateRuns: 0 }
  },

  element(node, read, index) {
    const a = attributesOf(node, attributes)
    const [n, h, w, c] = unravel(index, node.shape)
    return read(
      0,
      ravel(
        [a.start0 + n * a.step0, a.start1 + h * a.step1, a.start2 + w * a.step2, a.start3 + c * a.step3],
        node.operands[0]!.shape,
      ),
    )
  },

  sum(_node, ranges) {
    return ranges[0]!
  },
}
