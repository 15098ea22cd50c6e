import { encodeProgram, encoding, type Node, type Operand, type Program } from '@assay/program'
import type { InvalidProgram } from './invalidPrograms.ts'
import { rowPrograms, rows } from './rowPrograms.ts'

const norm = 0
const softmax = 1
const maximum = 2
const place = 3

const withNode = (at: number, change: Partial<Node>): Uint8Array =>
  encodeProgram({ ...rows, nodes: rows.nodes.map((node, i) => (i === at ? { ...node, ...change } : node)) })

const withAttributes = (at: number, change: Readonly<Record<string, number>>): Uint8Array =>
  withNode(at, { attributes: { ...rows.nodes[at]!.attributes, ...change } })

const withOperand = (at: number, position: number, operand: Operand): Uint8Array =>
  withNode(at, { operands: rows.nodes[at]!.operands.with(position, operand) })

/** A constant of the program, which may be seen through another shape. */
const constant = (index: number, shape = rows.constants[index]!.shape): Operand => ({
  source: 'constant',
  index,
  dtype: rows.constants[index]!.dtype,
  shape,
})

const withSlot = (at: number, slot: number, word: number): Uint8Array => {
  const bytes = encodeProgram(rows)
  const offset = encoding.header + encoding.descriptor * at + encoding.attributes + encoding.slot * slot
  new DataView(bytes.buffer).setUint32(offset, word)
  return bytes
}

const fault = (at: number, what: string, name: string, program: Uint8Array): InvalidProgram => ({
  name: `${rows.nodes[at]!.op}: ${name}`,
  program,
  error: 'NodeInvalid',
  at,
  what,
})

/** Programs of the ops that look along an axis or a row, with exactly one fault each. */
export const invalidRows = (): InvalidProgram[] => {
  const bounds = [norm, softmax].flatMap((at) => {
    const { dtype } = rows.nodes[at]!
    const [least, most] = dtype === 'u8' ? [0, 255] : [-128, 127]
    return [
      fault(at, 'dtype', 'to i32', withNode(at, { dtype: 'i32' })),
      fault(at, 'x dtype', 'of f32', withOperand(at, 0, constant(at === norm ? 1 : 4))),
      fault(at, 'shape', 'to another shape', withNode(at, { shape: [2, 1, 3, 20] })),
      fault(at, 'zeroY', 'zeroY above the dtype', withAttributes(at, { zeroY: most + 1 })),
      fault(at, 'zeroY', 'zeroY below the dtype', withAttributes(at, { zeroY: least - 1 })),
      fault(at, 'low', 'low below the dtype', withAttributes(at, { low: least - 1 })),
      fault(at, 'high', 'high above the dtype', withAttributes(at, { high: most + 1 })),
      fault(at, 'low', 'low above high', withAttributes(at, { low: 9, high: 8 })),
      fault(at, 'unused slots', 'a zero point of x', withSlot(at, 11, 1)),
      fault(at, 'unused slots', 'a second scale', withSlot(at, 17, 0x3f800000)),
    ]
  })
  const axes = [maximum, place].flatMap((at) => [
    fault(at, 'axis', 'axis -1', withAttributes(at, { axis: -1 })),
    fault(at, 'axis', 'axis 4', withAttributes(at, { axis: 4 })),
    fault(at, 'shape', 'an axis that stays', withNode(at, { shape: rows.nodes[at]!.operands[0]!.shape })),
    fault(at, 'x dtype', 'of f32', withNode(at, { operands: [constant(1)], shape: [1, 1, 1, 20] })),
    fault(at, 'unused slots', 'a zero point of x', withSlot(at, 11, 1)),
    fault(at, 'operands', 'a second operand', withNode(at, { operands: [...rows.nodes[at]!.operands, constant(3)] })),
  ])
  return [
    ...bounds,
    ...axes,
    fault(maximum, 'dtype', 'to another dtype', withNode(maximum, { dtype: 'i8' })),
    fault(place, 'dtype', 'to u8', withNode(place, { dtype: 'u8' })),

    fault(softmax, 'table dtype', 'a table of f32', withOperand(softmax, 1, constant(4))),
    fault(softmax, 'table shape', 'a table along another axis', withOperand(softmax, 1, constant(2, [1, 1, 256, 1]))),
    fault(softmax, 'table shape', 'a table of 20', withOperand(softmax, 1, constant(3))),
    fault(softmax, 'levels', 'no levels', withAttributes(softmax, { levels: 0 })),
    fault(softmax, 'levels', 'levels -1', withAttributes(softmax, { levels: -1 })),
    fault(softmax, 'levels', 'levels -2^31', withAttributes(softmax, { levels: -(2 ** 31) })),
    fault(softmax, 'operands', 'no table', withNode(softmax, { operands: rows.nodes[softmax]!.operands.slice(0, 1) })),

    ...(['gamma', 'beta'] as const).flatMap((name, i) => [
      fault(norm, `${name} dtype`, `${name} of i32`, withOperand(norm, i + 1, constant(3))),
      fault(norm, `${name} shape`, `${name} along another axis`, withOperand(norm, i + 1, constant(i, [1, 1, 20, 1]))),
      fault(norm, `${name} shape`, `${name} of 256`, withOperand(norm, i + 1, constant(4))),
    ]),
    fault(norm, 'operands', 'no beta', withNode(norm, { operands: rows.nodes[norm]!.operands.slice(0, 2) })),
    fault(norm, 'epsilon', 'epsilon 0', withAttributes(norm, { epsilon: 0 })),
    fault(norm, 'epsilon', 'epsilon below 2^-60', withAttributes(norm, { epsilon: 2 ** -60 * (1 - 2 ** -24) })),
    fault(norm, 'epsilon', 'epsilon above 2^60', withAttributes(norm, { epsilon: 2 ** 60 * (1 + 2 ** -23) })),
    fault(norm, 'epsilon', 'epsilon negative', withAttributes(norm, { epsilon: -1 })),
    fault(norm, 'epsilon', 'epsilon not a number', withAttributes(norm, { epsilon: Number.NaN })),
    fault(norm, 'epsilon', 'epsilon a signalling NaN', withSlot(norm, 16, 0x7f800001)),
    fault(norm, 'K', 'rows of more than 2^20', encodeProgram(tooLong())),

    { ...overBudget('shares of a row over 96 KiB', longer('shares of a long row', 100_000)), what: 'bytes' },
    { ...overBudget('normalising a row over 96 KiB', longer('a long row to normalise', 100_000)), what: 'bytes' },
    { ...overBudget('a place in a row over 96 KiB', longer('a place among 50,257', 100_000)), what: 'bytes' },
  ].map((row) => row as InvalidProgram)
}

const overBudget = (name: string, program: Uint8Array) => ({ name, program, error: 'NodeOverBudget', at: 0 })

/** A program of one node over rows, with longer ones. */
function longer(name: string, length: number): Uint8Array {
  const { nodes, inputs, constants, ...chunks } = rowPrograms[name]!
  const last = inputs[0]!.shape[3]
  const stretch = <T extends { readonly shape: Node['shape'] }>(type: T): T => {
    const [a, b, c, d] = type.shape
    return d === last ? { ...type, shape: [a, b, c, length] } : type
  }
  const node = nodes[0]!
  return encodeProgram({
    ...chunks,
    nodes: [{ ...stretch(node), operands: node.operands.map(stretch) }],
    inputs: inputs.map(stretch),
    constants: constants.map(stretch),
  })
}

function tooLong(): Program {
  const length = 2 ** 20 + 1
  const { nodes, ...rest } = rows
  const row = { dtype: 'f32', shape: [1, 1, 1, length] } as const
  const x = { dtype: 'i8', shape: [1, 1, 1, length] } as const
  const operands: Operand[] = [
    { source: 'input', index: 0, ...x },
    { source: 'constant', index: 0, ...row },
    { source: 'constant', index: 1, ...row },
  ]
  return { ...rest, nodes: [{ ...nodes[norm]!, ...x, operands }], inputs: [x], constants: [row, row] }
}
