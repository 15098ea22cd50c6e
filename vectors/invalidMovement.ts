import { encodeProgram, encoding, type Node, type Operand } from '@assay/program'
import type { InvalidProgram } from './invalidPrograms.ts'
import { movement } from './movementPrograms.ts'

const pad = 0
const slice = 1
const transpose = 2
const gather = 3
const resize = 4
const concat = 5

const withNode = (at: number, change: Partial<Node>): Uint8Array =>
  encodeProgram({ ...movement, nodes: movement.nodes.map((node, i) => (i === at ? { ...node, ...change } : node)) })

const withAttributes = (at: number, change: Readonly<Record<string, number>>): Uint8Array =>
  withNode(at, { attributes: { ...movement.nodes[at]!.attributes, ...change } })

const withOperand = (at: number, position: number, change: Partial<Operand>): Uint8Array =>
  withNode(at, {
    operands: movement.nodes[at]!.operands.map((operand, i) => (i === position ? { ...operand, ...change } : operand)),
  })

/** A constant of the program, which may be seen through another shape. */
const constant = (index: number, shape = movement.constants[index]!.shape): Operand => ({
  source: 'constant',
  index,
  dtype: movement.constants[index]!.dtype,
  shape,
})

const withSlot = (at: number, slot: number, word: number): Uint8Array => {
  const bytes = encodeProgram(movement)
  const offset = encoding.header + encoding.descriptor * at + encoding.attributes + encoding.slot * slot
  new DataView(bytes.buffer).setUint32(offset, word)
  return bytes
}

const fault = (at: number, what: string, name: string, program: Uint8Array): InvalidProgram => ({
  name: `${movement.nodes[at]!.op}: ${name}`,
  program,
  error: 'NodeInvalid',
  at,
  what,
})

const axes = [0, 1, 2, 3] as const

/** Programs of the ops that move elements, with exactly one fault each. */
export const invalidMovement = (): InvalidProgram[] => {
  const { nodes } = movement
  const sizes = nodes[pad]!.shape
  const joined = nodes[concat]!.operands
  return [
    fault(pad, 'dtype', 'another dtype', withNode(pad, { dtype: 'i8' })),
    fault(pad, 'x dtype', 'of f32', withNode(pad, { operands: [constant(4)] })),
    ...axes.flatMap((i) => [
      fault(pad, `before${i}`, `before${i} -1`, withAttributes(pad, { [`before${i}`]: -1 })),
      fault(pad, 'shape', `before${i} 2^31 - 1`, withAttributes(pad, { [`before${i}`]: 2 ** 31 - 1 })),
    ]),
    fault(pad, 'shape', 'one row more before x than there is room for', withAttributes(pad, { before1: 3 })),
    fault(pad, 'shape', 'an output narrower than x', withNode(pad, { shape: [1, 6, 8, 2] })),
    fault(pad, 'zeroX', 'a value above u8', withAttributes(pad, { zeroX: 256 })),
    fault(pad, 'zeroX', 'a value below u8', withAttributes(pad, { zeroX: -1 })),
    fault(pad, 'unused slots', 'a slot that it does not use', withSlot(pad, 4, 1)),

    fault(slice, 'dtype', 'another dtype', withNode(slice, { dtype: 'i32' })),
    fault(slice, 'x dtype', 'of f32', withNode(slice, { operands: [constant(4)] })),
    ...axes.flatMap((i) => [
      fault(slice, `start${i}`, `start${i} -1`, withAttributes(slice, { [`start${i}`]: -1 })),
      fault(slice, `start${i}`, `start${i} after the end`, withAttributes(slice, { [`start${i}`]: sizes[i]! })),
      fault(slice, `step${i}`, `step${i} 0`, withAttributes(slice, { [`step${i}`]: 0 })),
    ]),
    fault(slice, 'shape', 'a row before the first', withAttributes(slice, { step1: -3 })),
    fault(slice, 'shape', 'the largest step backwards', withAttributes(slice, { step1: -(2 ** 31) })),
    fault(slice, 'shape', 'a column after the last', withAttributes(slice, { start2: 2 })),
    fault(slice, 'shape', 'the largest step', withAttributes(slice, { step2: 2 ** 31 - 1 })),
    fault(slice, 'shape', 'an output of 2^30 rows', withNode(slice, { shape: [1, 2 ** 30, 2, 1] })),
    fault(slice, 'unused slots', 'a slot that it does not use', withSlot(slice, 11, 1)),

    fault(transpose, 'dtype', 'another dtype', withNode(transpose, { dtype: 'i8' })),
    fault(transpose, 'x dtype', 'of f32', withNode(transpose, { operands: [constant(4)] })),
    ...axes.flatMap((i) => [
      fault(transpose, `perm${i}`, `perm${i} -1`, withAttributes(transpose, { [`perm${i}`]: -1 })),
      fault(transpose, `perm${i}`, `perm${i} 4`, withAttributes(transpose, { [`perm${i}`]: 4 })),
    ]),
    ...([1, 2, 3] as const).map((i) =>
      fault(transpose, `perm${i}`, `axis 0 again, at ${i}`, withAttributes(transpose, { [`perm${i}`]: 0 })),
    ),
    fault(transpose, 'shape', 'axes in another order', withNode(transpose, { shape: [1, 3, 4, 3] })),
    fault(transpose, 'unused slots', 'a slot that it does not use', withSlot(transpose, 4, 1)),

    fault(gather, 'dtype', 'another dtype', withNode(gather, { dtype: 'i32' })),
    fault(gather, 'x dtype', 'of f32', withOperand(gather, 0, constant(4, [1, 1, 5, 1]))),
    fault(gather, 'x shape', 'x of three', withOperand(gather, 0, { shape: [3, 1, 3, 4] })),
    fault(gather, 'ids dtype', 'ids of i8', withOperand(gather, 1, constant(3, [1, 1, 1, 84]))),
    fault(gather, 'ids shape', 'a column of ids', withOperand(gather, 1, { shape: [1, 1, 5, 1] })),
    fault(gather, 'shape', 'an id too few', withNode(gather, { shape: [1, 3, 4, 4] })),
    fault(gather, 'shape', 'another width', withNode(gather, { shape: [1, 3, 5, 5] })),
    fault(gather, 'operands', 'no ids', withNode(gather, { operands: [nodes[gather]!.operands[0]!] })),
    fault(gather, 'unused slots', 'an axis', withSlot(gather, 10, 2)),

    fault(resize, 'dtype', 'another dtype', withNode(resize, { dtype: 'i8' })),
    fault(resize, 'x dtype', 'of i32', withOperand(resize, 0, constant(0, [1, 1, 5, 1]))),
    fault(resize, 'rows dtype', 'rows of i8', withOperand(resize, 1, constant(3, [1, 1, 1, 84]))),
    fault(resize, 'columns dtype', 'columns of i8', withOperand(resize, 2, constant(3, [1, 1, 1, 84]))),
    fault(resize, 'rows shape', 'a column of rows', withOperand(resize, 1, { shape: [1, 1, 7, 1] })),
    fault(resize, 'columns shape', 'a column of columns', withOperand(resize, 2, { shape: [1, 1, 6, 1] })),
    fault(resize, 'rows shape', 'another height', withNode(resize, { shape: [1, 8, 6, 4] })),
    fault(resize, 'columns shape', 'another width', withNode(resize, { shape: [1, 7, 5, 4] })),
    fault(resize, 'shape', 'another batch', withNode(resize, { shape: [2, 7, 6, 4] })),
    fault(resize, 'shape', 'other channels', withNode(resize, { shape: [1, 7, 6, 5] })),
    fault(resize, 'unused slots', 'a kernel', withSlot(resize, 0, 1)),

    fault(concat, 'operands', 'one operand', withNode(concat, { operands: joined.slice(0, 1) })),
    fault(
      concat,
      'operands',
      'five operands',
      withNode(concat, { operands: Array.from({ length: 5 }, () => joined[0]!) }),
    ),
    fault(concat, 'dtype', 'to i32', withNode(concat, { dtype: 'i32' })),
    fault(concat, 'x dtype', 'of i32', withOperand(concat, 1, constant(1, [1, 7, 1, 1]))),
    fault(concat, 'x shape', 'an operand of another height', withOperand(concat, 1, { shape: [1, 6, 7, 2] })),
    fault(concat, 'shape', 'an output too wide', withNode(concat, { shape: [1, 7, 6, 7] })),
    fault(concat, 'axis', 'axis -1', withAttributes(concat, { axis: -1 })),
    fault(concat, 'axis', 'axis 4', withAttributes(concat, { axis: 4 })),
    fault(concat, 'zero0', 'a zero point below u8', withAttributes(concat, { zero0: -1 })),
    fault(concat, 'zero1', 'a zero point above i8', withAttributes(concat, { zero1: 128 })),
    ...(['scale0', 'scale1', 'scaleY'] as const).flatMap((field) => [
      fault(concat, field, `${field} 0`, withAttributes(concat, { [field]: 0 })),
      fault(concat, field, `${field} below 2^-60`, withAttributes(concat, { [field]: 2 ** -60 * (1 - 2 ** -24) })),
      fault(concat, field, `${field} above 2^60`, withAttributes(concat, { [field]: 2 ** 60 * (1 + 2 ** -23) })),
      fault(concat, field, `${field} negative`, withAttributes(concat, { [field]: -1 })),
      fault(concat, field, `${field} not a number`, withAttributes(concat, { [field]: Number.NaN })),
    ]),
    ...(['zero2', 'zero3'] as const).map((field) =>
      fault(concat, field, `${field} of an absent operand`, withAttributes(concat, { [field]: 1 })),
    ),
    ...(['scale2', 'scale3'] as const).flatMap((field) => [
      fault(concat, field, `${field} of an absent operand`, withAttributes(concat, { [field]: 1 })),
      fault(concat, field, `${field} -0 of an absent operand`, withAttributes(concat, { [field]: -0 })),
      fault(concat, field, `${field} denormal of an absent operand`, withAttributes(concat, { [field]: 2 ** -149 })),
    ]),
    fault(concat, 'zeroY', 'a zero point of the output above i8', withAttributes(concat, { zeroY: 128 })),
    fault(concat, 'unused slots', 'a slot that it does not use', withSlot(concat, 11, 1)),
  ]
}
