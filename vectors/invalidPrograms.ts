import { encodeProgram, encoding, type Node, type Operand, type Program, type TensorType } from '@assay/program'
import { invalidFused } from './invalidFused.ts'
import { invalidMovement } from './invalidMovement.ts'
import { invalidRows } from './invalidRows.ts'
import { invalidStage } from './invalidStage.ts'
import { network, samplePrograms } from './samplePrograms.ts'

export interface InvalidProgram {
  readonly name: string
  readonly program: Uint8Array
  /** The error of IProgramErrors, where the fault is (node or row, 0 for neither), and what it names. */
  readonly error: 'ProgramLengthWrong' | 'CountOutOfRange' | 'TableRowInvalid' | 'NodeInvalid' | 'NodeOverBudget'
  readonly at: number
  readonly what: string
}

const conv = 0
const maxPool = 1
const depthwise = 2
const add = 3
const lookup = 4
const avgPool = 5
const rowSum = 6
const columnSum = 7
const requantise = 8
const matmul = 9

/** `network` with one field changed. */
const withNode = (at: number, change: Partial<Node>): Uint8Array =>
  encodeProgram({ ...network, nodes: network.nodes.map((node, i) => (i === at ? { ...node, ...change } : node)) })

const withAttributes = (at: number, change: Readonly<Record<string, number>>): Uint8Array =>
  withNode(at, { attributes: { ...network.nodes[at]!.attributes, ...change } })

const withOperand = (at: number, position: number, change: Partial<Operand>): Uint8Array =>
  withNode(at, {
    operands: network.nodes[at]!.operands.map((operand, i) => (i === position ? { ...operand, ...change } : operand)),
  })

/** A constant with another type, and the operand of node `at` that reads it. */
const withConstant = (at: number, position: number, type: TensorType): Uint8Array => {
  const { index } = network.nodes[at]!.operands[position]!
  const nodes = network.nodes.map((node, i) =>
    i === at
      ? { ...node, operands: node.operands.map((operand, k) => (k === position ? { ...operand, ...type } : operand)) }
      : node,
  )
  return encodeProgram({
    ...network,
    nodes,
    constants: network.constants.map((constant, i) => (i === index ? type : constant)),
  })
}

const withProgram = (change: Partial<Program>): Uint8Array => encodeProgram({ ...network, ...change })

/** The encoded network with one byte set. */
const withByte = (offset: number, value: number): Uint8Array => {
  const bytes = encodeProgram(network)
  bytes[offset] = value
  return bytes
}

const descriptorAt = (at: number) => encoding.header + encoding.descriptor * at
const slotAt = (at: number, slot: number) => descriptorAt(at) + encoding.attributes + encoding.slot * slot
const inputRow = descriptorAt(network.nodes.length)
const constantRow = inputRow + encoding.row * network.inputs.length

const length = (name: string, program: Uint8Array): InvalidProgram => ({
  name,
  program,
  error: 'ProgramLengthWrong',
  at: 0,
  what: '',
})
const count = (name: string, what: string, program: Uint8Array): InvalidProgram => ({
  name,
  program,
  error: 'CountOutOfRange',
  at: 0,
  what,
})
const row = (name: string, at: number, what: string, program: Uint8Array): InvalidProgram => ({
  name,
  program,
  error: 'TableRowInvalid',
  at,
  what,
})
const fault = (at: number, what: string, name: string, program: Uint8Array): InvalidProgram => ({
  name,
  program,
  error: 'NodeInvalid',
  at,
  what,
})
const budget = (name: string, what: string, program: Uint8Array): InvalidProgram => ({
  name,
  program,
  error: 'NodeOverBudget',
  at: 0,
  what,
})

/** Programs with exactly one fault each. */
export const invalidPrograms = (): InvalidProgram[] => {
  const whole = encodeProgram(network)
  const { nodes, constants } = network
  return [
    length('empty', new Uint8Array(0)),
    length('a header cut short', whole.subarray(0, 7)),
    length('the last byte missing', whole.subarray(0, -1)),
    length('a byte too many', Uint8Array.from([...whole, 0])),
    length('a row too many', Uint8Array.from([...whole, ...whole.subarray(-encoding.row)])),

    count('no nodes', 'nodes', withProgram({ nodes: [] })),
    count('no inputs', 'inputs', withProgram({ inputs: [] })),
    count('seventeen inputs', 'inputs', withProgram({ inputs: Array.from({ length: 17 }, () => network.inputs[0]!) })),
    count('constant chunks of 128 bytes', 'constantChunkLog2', withProgram({ constantChunkLog2: 7 })),
    count('constant chunks of 16 KiB', 'constantChunkLog2', withProgram({ constantChunkLog2: 14 })),
    count('activation chunks of 128 bytes', 'activationChunkLog2', withProgram({ activationChunkLog2: 7 })),
    count('activation chunks of 16 KiB', 'activationChunkLog2', withProgram({ activationChunkLog2: 14 })),

    row('an unknown dtype of an input', 0, 'dtype', withByte(inputRow, 4)),
    row('an f32 input', 0, 'dtype', withByte(inputRow, 3)),
    row('an unknown dtype of a constant', 1, 'dtype', withByte(constantRow + encoding.row, 4)),
    row('a byte of an input row that has no name', 0, 'unused', withByte(inputRow + 15, 1)),
    row('a byte of a constant row that has no name', 2, 'unused', withByte(constantRow + 2 * encoding.row + 1, 128)),
    row('an input without rows', 0, 'shape', withProgram({ inputs: [{ dtype: 'u8', shape: [1, 0, 28, 1] }] })),
    row(
      'a constant without channels',
      constants.length,
      'shape',
      withProgram({ constants: [...constants, { dtype: 'u8', shape: [1, 1, 1, 0] }] }),
    ),
    row(
      'a constant of more than 2^20 chunks',
      constants.length,
      'chunks',
      withProgram({ constants: [...constants, { dtype: 'u8', shape: [1, 1, 2 ** 20 + 1, 2 ** 10] }] }),
    ),
    row(
      'a constant whose element count leaves 64 bits',
      constants.length,
      'chunks',
      withProgram({ constants: [...constants, { dtype: 'i32', shape: [2 ** 31, 2 ** 31, 4, 1] }] }),
    ),
    row(
      'a constant whose element count leaves 128 bits',
      constants.length,
      'chunks',
      withProgram({
        constants: [...constants, { dtype: 'i32', shape: [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1] }],
      }),
    ),

    fault(conv, 'opcode', 'opcode 0', withByte(descriptorAt(conv), 0)),
    fault(lookup, 'opcode', 'opcode 25', withByte(descriptorAt(lookup), 25)),
    fault(matmul, 'opcode', 'opcode 255', withByte(descriptorAt(matmul), 255)),
    fault(conv, 'dtype', 'an unknown dtype of a node', withByte(descriptorAt(conv) + 1, 4)),
    fault(rowSum, 'dtype', 'an f32 node', withByte(descriptorAt(rowSum) + 1, 3)),
    fault(conv, 'operands', 'an operand too few', withNode(conv, { operands: nodes[conv]!.operands.slice(0, 3) })),
    fault(
      lookup,
      'operands',
      'an operand too many',
      withNode(lookup, { operands: [...nodes[lookup]!.operands, nodes[lookup]!.operands[1]!] }),
    ),
    fault(lookup, 'operands', 'five operands', withByte(descriptorAt(lookup) + 2, 5)),
    fault(maxPool, 'unused', 'a byte of a descriptor that has no name', withByte(descriptorAt(maxPool) + 3, 1)),
    fault(matmul, 'unused', 'the last byte of a descriptor that has no name', withByte(descriptorAt(matmul) + 15, 1)),
    fault(
      matmul,
      'operand unused',
      'a byte of an operand that has no name',
      withByte(descriptorAt(matmul) + encoding.operands + 4, 1),
    ),
    fault(
      maxPool,
      'absent operand',
      'a byte of an absent operand',
      withByte(descriptorAt(maxPool) + encoding.operands + 2 * encoding.operand + 31, 1),
    ),
    fault(maxPool, 'unused slots', 'a slot that max_pool does not use', withByte(slotAt(maxPool, 13) + 3, 1)),
    fault(lookup, 'unused slots', 'a slot that lookup does not use', withByte(slotAt(lookup, 0), 1)),
    fault(conv, 'unused slots', 'a slot that conv2d does not use', withByte(slotAt(conv, 16), 0x3f)),
    fault(matmul, 'unused slots', 'the last slot', withByte(slotAt(matmul, 23) + 3, 1)),
    fault(add, 'unused slots', 'groups of an add', withByte(slotAt(add, 10) + 3, 1)),
    fault(requantise, 'unused slots', 'a first zero point of requantise', withByte(slotAt(requantise, 11) + 3, 1)),

    fault(conv, 'operand source', 'source 0', withByte(descriptorAt(conv) + encoding.operands, 0)),
    fault(conv, 'operand source', 'source 4', withByte(descriptorAt(conv) + encoding.operands, 4)),
    fault(conv, 'operand index', 'an input that does not exist', withOperand(conv, 0, { index: 1 })),
    fault(conv, 'operand index', 'a constant that does not exist', withOperand(conv, 1, { index: constants.length })),
    fault(maxPool, 'operand index', 'a node that refers to itself', withOperand(maxPool, 0, { index: maxPool })),
    fault(maxPool, 'operand index', 'a node that refers forward', withOperand(maxPool, 0, { index: matmul })),
    fault(conv, 'operand index', 'the first node refers to a node', withOperand(conv, 0, { source: 'node' })),
    fault(add, 'operand dtype', 'an operand of another dtype than its source', withOperand(add, 1, { dtype: 'i8' })),
    fault(matmul, 'operand elements', 'a view of more elements', withOperand(matmul, 0, { shape: [1, 1, 2, 8] })),
    fault(matmul, 'operand elements', 'a view of fewer elements', withOperand(matmul, 0, { shape: [1, 1, 1, 7] })),
    fault(matmul, 'operand elements', 'a view of no elements', withOperand(matmul, 0, { shape: [1, 1, 0, 8] })),
    fault(
      matmul,
      'operand elements',
      'a view whose element count leaves 64 bits',
      withOperand(matmul, 0, { shape: [2 ** 31, 2 ** 31, 4, 8] }),
    ),

    fault(maxPool, 'shape', 'an output without columns', withNode(maxPool, { shape: [1, 14, 0, 8] })),
    ...(['kernelH', 'kernelW', 'strideH', 'strideW', 'dilationH', 'dilationW'] as const).flatMap((field) => [
      fault(maxPool, field, `${field} 0`, withAttributes(maxPool, { [field]: 0 })),
      fault(maxPool, field, `${field} 4097`, withAttributes(maxPool, { [field]: 4097 })),
      fault(maxPool, field, `${field} -1`, withAttributes(maxPool, { [field]: -1 })),
    ]),
    ...(['padTop', 'padLeft', 'padBottom', 'padRight'] as const).flatMap((field) => [
      fault(maxPool, field, `${field} -1`, withAttributes(maxPool, { [field]: -1 })),
      fault(maxPool, field, `${field} 4097`, withAttributes(maxPool, { [field]: 4097 })),
    ]),
    fault(maxPool, 'outputN', 'an output of another batch', withNode(maxPool, { shape: [2, 14, 14, 8] })),
    fault(maxPool, 'outputH', 'an output one row too high', withNode(maxPool, { shape: [1, 15, 14, 8] })),
    fault(maxPool, 'outputW', 'an output one column too narrow', withNode(maxPool, { shape: [1, 14, 13, 8] })),
    fault(maxPool, 'outputC', 'an output of other channels', withNode(maxPool, { shape: [1, 14, 14, 16] })),
    fault(maxPool, 'outputH', 'a kernel higher than the padded image', withAttributes(maxPool, { kernelH: 29 })),
    fault(avgPool, 'outputW', 'a kernel wider than the padded image', withAttributes(avgPool, { dilationW: 14 })),
    fault(maxPool, 'x dtype', 'max_pool to another dtype', withNode(maxPool, { dtype: 'i8' })),
    fault(maxPool, 'dtype', 'max_pool of i32', withNode(maxPool, { dtype: 'i32' })),

    fault(conv, 'groups', 'no groups', withAttributes(conv, { groups: 0 })),
    fault(conv, 'groups', 'more groups than channels', withAttributes(conv, { groups: 2 })),
    fault(
      depthwise,
      'weightChannels',
      'groups that do not divide the channels',
      withAttributes(depthwise, { groups: 3 }),
    ),
    fault(depthwise, 'weightChannels', 'groups that the weights do not have', withAttributes(depthwise, { groups: 4 })),
    fault(
      conv,
      'kernelH',
      'a kernel other than the weights',
      withAttributes(conv, { kernelH: 1, padTop: 0, padBottom: 0 }),
    ),
    fault(conv, 'outputC', 'fewer output channels than weights', withNode(conv, { shape: [1, 28, 28, 4] })),
    fault(conv, 'dtype', 'conv2d to i32', withNode(conv, { dtype: 'i32' })),
    fault(conv, 'w dtype', 'weights of i32', withConstant(conv, 1, { dtype: 'i32', shape: [8, 3, 3, 1] })),
    fault(conv, 'bias dtype', 'a bias of f32', withOperandOf(conv, 2, 2)),
    fault(conv, 'multiplier dtype', 'a multiplier of i32', withOperandOf(conv, 3, 1)),
    fault(conv, 'bias shape', 'a bias along another axis', withOperand(conv, 2, { shape: [1, 1, 8, 1] })),
    fault(conv, 'multiplier shape', 'a multiplier along another axis', withOperand(conv, 3, { shape: [8, 1, 1, 1] })),
    fault(matmul, 'bias shape', 'a bias of another length', withOperandOf(matmul, 2, 1)),

    fault(conv, 'zeroX', 'zeroX below u8', withAttributes(conv, { zeroX: -1 })),
    fault(conv, 'zeroX', 'zeroX above u8', withAttributes(conv, { zeroX: 256 })),
    fault(conv, 'zeroW', 'zeroW below i8', withAttributes(conv, { zeroW: -129 })),
    fault(conv, 'zeroW', 'zeroW above i8', withAttributes(conv, { zeroW: 128 })),
    fault(matmul, 'zeroY', 'zeroY above u8', withAttributes(matmul, { zeroY: 256 })),
    fault(matmul, 'zeroY', 'zeroY below u8', withAttributes(matmul, { zeroY: -1 })),
    fault(matmul, 'low', 'low below u8', withAttributes(matmul, { low: -1 })),
    fault(matmul, 'high', 'high above u8', withAttributes(matmul, { high: 256 })),
    fault(matmul, 'low', 'low above high', withAttributes(matmul, { low: 9, high: 8 })),
    fault(add, 'zeroX', 'zeroX of an add above u8', withAttributes(add, { zeroX: 256 })),
    fault(add, 'zeroW', 'zeroW of an add below u8', withAttributes(add, { zeroW: -1 })),
    fault(avgPool, 'zeroX', 'zeroX of a mean above u8', withAttributes(avgPool, { zeroX: 256 })),
    fault(rowSum, 'zeroX', 'zeroX of a sum above u8', withAttributes(rowSum, { zeroX: 256 })),
    fault(columnSum, 'zeroX', 'a zero point of i32', withAttributes(columnSum, { zeroX: 1 })),
    fault(requantise, 'zeroY', 'zeroY of requantise above u8', withAttributes(requantise, { zeroY: 256 })),

    fault(matmul, 'w shape', 'a right operand of another depth', withOperand(matmul, 1, { shape: [1, 1, 8, 10] })),
    fault(matmul, 'w shape', 'a stack as the right operand', withOperand(matmul, 1, { shape: [1, 2, 5, 8] })),
    fault(matmul, 'shape', 'an output of other columns', withNode(matmul, { shape: [1, 1, 2, 10] })),
    fault(add, 'a shape', 'a first operand of another shape', withOperand(add, 0, { shape: [1, 7, 28, 8] })),
    fault(add, 'b shape', 'a second operand of another shape', withOperand(add, 1, { shape: [1, 7, 28, 8] })),
    fault(
      avgPool,
      'multiplier shape',
      'divisors too few',
      withConstant(avgPool, 1, { dtype: 'f32', shape: [1, 1, 1, 4] }),
    ),
    fault(
      avgPool,
      'multiplier dtype',
      'divisors of i32',
      withConstant(avgPool, 1, { dtype: 'i32', shape: [1, 1, 1, 5] }),
    ),
    fault(rowSum, 'axis', 'axis -1', withAttributes(rowSum, { axis: -1 })),
    fault(rowSum, 'axis', 'axis 4', withAttributes(rowSum, { axis: 4 })),
    fault(rowSum, 'shape', 'a sum whose axis stays', withNode(rowSum, { shape: [1, 7, 7, 8] })),
    fault(rowSum, 'dtype', 'a sum to u8', withNode(rowSum, { dtype: 'u8' })),
    fault(
      requantise,
      'x dtype',
      'requantise of u8',
      withNode(requantise, {
        operands: [{ ...nodes[avgPool]!, source: 'node', index: avgPool }] as Operand[],
        shape: [1, 7, 7, 8],
      }),
    ),
    fault(requantise, 'shape', 'requantise to another shape', withNode(requantise, { shape: [1, 1, 8, 1] })),
    fault(requantise, 'dtype', 'requantise to i32', withNode(requantise, { dtype: 'i32' })),
    fault(lookup, 'table shape', 'a table along another axis', withOperand(lookup, 1, { shape: [1, 1, 256, 1] })),
    fault(lookup, 'table shape', 'a table of 255', withConstant(lookup, 1, { dtype: 'u8', shape: [1, 1, 1, 255] })),
    fault(
      lookup,
      'table dtype',
      'a table of another dtype than the output',
      withConstant(lookup, 1, { dtype: 'i8', shape: [1, 1, 1, 256] }),
    ),
    fault(lookup, 'shape', 'lookup to another shape', withNode(lookup, { shape: [1, 14, 8, 14] })),
    fault(lookup, 'dtype', 'lookup to i32', withNode(lookup, { dtype: 'i32' })),

    ...(['scaleX', 'scaleW', 'scaleY'] as const).flatMap((field) => [
      fault(add, field, `${field} 0`, withAttributes(add, { [field]: 0 })),
      fault(add, field, `${field} below 2^-60`, withAttributes(add, { [field]: 2 ** -60 * (1 - 2 ** -24) })),
      fault(add, field, `${field} above 2^60`, withAttributes(add, { [field]: 2 ** 60 * (1 + 2 ** -23) })),
      fault(add, field, `${field} negative`, withAttributes(add, { [field]: -1 })),
      fault(add, field, `${field} infinite`, withAttributes(add, { [field]: Infinity })),
      fault(add, field, `${field} not a number`, withAttributes(add, { [field]: Number.NaN })),
    ]),
    fault(requantise, 'scaleX', 'a negative zero as multiplier', withAttributes(requantise, { scaleX: -0 })),
    fault(requantise, 'scaleX', 'a denormal multiplier', withAttributes(requantise, { scaleX: 2 ** -149 })),
    fault(requantise, 'scaleX', 'a signalling NaN as multiplier', withSlot(requantise, 16, 0x7f800001)),

    ...invalidMovement(),
    ...invalidRows(),
    ...invalidFused(),
    ...invalidStage(),

    budget('a proof over 96 KiB', 'bytes', deeper()),
    budget('a step over 12M gas', 'gas', encodeProgram(wideKernel())),
  ]
}

/** Operand `position` of node `at` replaced by constant `index` as it is. */
function withOperandOf(at: number, position: number, index: number): Uint8Array {
  return withOperand(at, position, { source: 'constant', index, ...network.constants[index]! })
}

function withSlot(at: number, slot: number, word: number): Uint8Array {
  const bytes = encodeProgram(network)
  new DataView(bytes.buffer).setUint32(slotAt(at, slot), word)
  return bytes
}

/** One product deeper than the deepest in budget, by the chunk that it takes. */
function deeper(): Uint8Array {
  const deepest = samplePrograms['the deepest product in budget']!
  const [node] = deepest.nodes
  const depth = node!.operands[0]!.shape[3] + 1024
  const [x, w, ...rest] = node!.operands
  const shape = [1, 1, 1, depth] as const
  return encodeProgram({
    ...deepest,
    nodes: [{ ...node!, operands: [{ ...x!, shape }, { ...w!, shape }, ...rest] }],
    inputs: [{ dtype: 'u8', shape }],
    constants: [{ dtype: 'i8', shape }, ...deepest.constants.slice(1)],
  })
}

/** A pool of 250 x 250 taps over one image of a few chunks. */
function wideKernel(): Program {
  const pool = samplePrograms['the largest kernel']!
  const [node] = pool.nodes
  const image: TensorType = { dtype: 'u8', shape: [1, 260, 260, 1] }
  const attributes = { ...node!.attributes, kernelH: 260, kernelW: 260 }
  return {
    ...pool,
    nodes: [{ ...node!, operands: [{ source: 'input', index: 0, ...image }], attributes }],
    inputs: [image],
  }
}
