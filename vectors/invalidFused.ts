import { encodeProgram, encoding, type Node, type Operand, type TensorType } from '@assay/program'
import { fused, fusedPrograms } from './fusedPrograms.ts'
import type { InvalidProgram } from './invalidPrograms.ts'

const bottleneck = 0
const residual = 1
const gate = 2
const difference = 3
const stack = 4

const withNode = (at: number, change: Partial<Node>): Uint8Array =>
  encodeProgram({ ...fused, nodes: fused.nodes.map((node, i) => (i === at ? { ...node, ...change } : node)) })

const withAttributes = (at: number, change: Readonly<Record<string, number>>): Uint8Array =>
  withNode(at, { attributes: { ...fused.nodes[at]!.attributes, ...change } })

const withOperand = (at: number, position: number, operand: Partial<Operand>): Uint8Array => {
  const { operands } = fused.nodes[at]!
  return withNode(at, { operands: operands.with(position, { ...operands[position]!, ...operand }) })
}

/** Operand `position` of node `at` replaced by another constant. */
const withConstant = (at: number, position: number, index: number): Uint8Array =>
  withOperand(at, position, { source: 'constant', index, ...fused.constants[index]! })

const withSlot = (at: number, slot: number, word: number): Uint8Array => {
  const bytes = encodeProgram(fused)
  const offset = encoding.header + encoding.descriptor * at + encoding.attributes + encoding.slot * slot
  new DataView(bytes.buffer).setUint32(offset, word)
  return bytes
}

const fault = (at: number, what: string, name: string, program: Uint8Array): InvalidProgram => ({
  name: `${fused.nodes[at]!.op}: ${name}`,
  program,
  error: 'NodeInvalid',
  at,
  what,
})

/** Programs of the ops that hold a conv2d, of repeated axes and of stacks, with exactly one fault each. */
export const invalidFused = (): InvalidProgram[] => {
  const layers = [bottleneck, residual].flatMap((at) => {
    const { dtype, operands } = fused.nodes[at]!
    const [least, most] = dtype === 'u8' ? [0, 255] : [-128, 127]
    const pairs = [
      ['zeroY', 'low', 'high'],
      ['zeroZ', 'lowZ', 'highZ'],
    ] as const
    return [
      fault(at, 'dtype', 'to i32', withNode(at, { dtype: 'i32' })),
      fault(at, 'operands', 'an operand too few', withNode(at, { operands: operands.slice(0, -1) })),
      ...pairs.flatMap(([zero, low, high]) => [
        fault(at, zero, `${zero} above the dtype`, withAttributes(at, { [zero]: most + 1 })),
        fault(at, zero, `${zero} below the dtype`, withAttributes(at, { [zero]: least - 1 })),
        fault(at, low, `${low} below the dtype`, withAttributes(at, { [low]: least - 1 })),
        fault(at, high, `${high} above the dtype`, withAttributes(at, { [high]: most + 1 })),
        fault(at, low, `${low} above ${high}`, withAttributes(at, { [low]: 9, [high]: 8 })),
      ]),
      fault(at, 'zeroX', 'zeroX above the dtype', withAttributes(at, { zeroX: 256 })),
      fault(at, 'zeroW', 'zeroW below i8', withAttributes(at, { zeroW: -129 })),
      fault(at, 'bias shape', 'a bias of another length', withConstant(at, 2, 6)),
      fault(at, 'bias dtype', 'a bias of f32', withConstant(at, 2, 2)),
      fault(at, 'multiplier dtype', 'a multiplier of i32', withConstant(at, 3, 1)),
      fault(at, 'multiplier shape', 'a multiplier of another length', withConstant(at, 3, 7)),
      fault(at, 'kernelH', 'no kernel', withAttributes(at, { kernelH: 0 })),
      fault(at, 'strideW', 'stride 4097', withAttributes(at, { strideW: 4097 })),
      fault(at, 'outputH', 'a row too many', withNode(at, { shape: [1, 9, 8, 6] })),
      fault(at, 'outputW', 'a window that does not fit', withAttributes(at, { dilationW: 40, kernelW: 2 })),
      fault(at, 'unused slots', 'the last slot', withSlot(at, 23, 1)),
    ]
  })
  const scales = [residual, gate, difference].flatMap((at) =>
    (['scaleX', 'scaleW', 'scaleY'] as const).flatMap((field) => [
      fault(at, field, `${field} 0`, withAttributes(at, { [field]: 0 })),
      fault(at, field, `${field} above 2^60`, withAttributes(at, { [field]: 2 ** 60 * (1 + 2 ** -23) })),
      fault(at, field, `${field} not a number`, withAttributes(at, { [field]: Number.NaN })),
    ]),
  )
  return [
    ...layers,
    ...scales,

    fault(bottleneck, 'w shape', 'weights of 3 x 3 first', withConstant(bottleneck, 1, 3)),
    fault(
      bottleneck,
      'w2 shape',
      'weights of another kernel',
      withAttributes(bottleneck, { kernelH: 1, padTop: 0, padBottom: 0 }),
    ),
    fault(bottleneck, 'w2 shape', 'weights of 1 x 1 second', withConstant(bottleneck, 4, 4)),
    fault(bottleneck, 'w2 dtype', 'u8 by i8', withConstant(bottleneck, 4, 8)),
    fault(bottleneck, 'w2 dtype', 'second weights of i32', withConstant(bottleneck, 4, 9)),
    fault(bottleneck, 'bias2 dtype', 'a second bias of f32', withConstant(bottleneck, 5, 2)),
    fault(bottleneck, 'bias2 shape', 'a second bias of another length', withConstant(bottleneck, 5, 6)),
    fault(bottleneck, 'multiplier2 dtype', 'a second multiplier of i32', withConstant(bottleneck, 6, 1)),
    fault(bottleneck, 'multiplier2 shape', 'a second multiplier of another length', withConstant(bottleneck, 6, 7)),
    fault(bottleneck, 'zeroV', 'zeroV above i8', withAttributes(bottleneck, { zeroV: 128 })),
    fault(bottleneck, 'zeroV', 'zeroV below i8', withAttributes(bottleneck, { zeroV: -129 })),
    fault(bottleneck, 'outputN', 'an output of another batch', withNode(bottleneck, { shape: [2, 8, 8, 6] })),
    fault(bottleneck, 'unused slots', 'groups', withSlot(bottleneck, 10, 1)),
    fault(bottleneck, 'unused slots', 'a scale', withSlot(bottleneck, 16, 0x3f800000)),

    fault(residual, 'b shape', 'b of another shape', withOperand(residual, 4, { shape: [1, 4, 16, 6] })),
    fault(residual, 'b shape', 'b that would be repeated', withConstant(residual, 4, 5)),
    fault(residual, 'b dtype', 'b of i32', withConstant(residual, 4, 1)),
    fault(residual, 'zeroB', 'zeroB above i8', withAttributes(residual, { zeroB: 128 })),
    fault(residual, 'zeroB', 'zeroB below i8', withAttributes(residual, { zeroB: -129 })),
    fault(residual, 'groups', 'no groups', withAttributes(residual, { groups: 0 })),
    fault(residual, 'weightChannels', 'groups that the weights do not have', withAttributes(residual, { groups: 2 })),

    ...[gate, difference].flatMap((at) => [
      fault(at, 'dtype', 'to i32', withNode(at, { dtype: 'i32' })),
      fault(at, 'shape', 'an axis that neither has', withNode(at, { shape: [2, 8, 8, 6] })),
      fault(at, 'shape', 'an axis too short', withNode(at, { shape: [1, 8, 1, 6] })),
      fault(at, 'zeroX', 'zeroX of another dtype', withAttributes(at, { zeroX: -1 })),
      fault(at, 'zeroW', 'zeroW of another dtype', withAttributes(at, { zeroW: 128 })),
      fault(at, 'zeroY', 'zeroY above u8', withAttributes(at, { zeroY: 256 })),
      fault(at, 'low', 'low above high', withAttributes(at, { low: 9, high: 8 })),
      fault(at, 'b dtype', 'of i32', withConstant(at, 1, 1)),
      fault(at, 'b shape', 'an axis that is neither 1 nor as the other', withConstant(at, 1, 10)),
      fault(at, 'unused slots', 'groups', withSlot(at, 10, 1)),
    ]),

    fault(
      difference,
      'a shape',
      'an axis shorter than that of the other',
      withOperand(difference, 0, { shape: [1, 4, 16, 6] }),
    ),
    fault(stack, 'w shape', 'more matrices than the left has', withOperand(stack, 1, { shape: [1, 4, 16, 6] })),
    fault(
      stack,
      'w shape',
      'stacks along an axis that the left has not',
      withOperand(stack, 1, { shape: [2, 1, 32, 6] }),
    ),
    fault(stack, 'w shape', 'matrices of another depth', withOperand(stack, 1, { shape: [1, 2, 64, 3] })),
    fault(stack, 'shape', 'an output of one matrix', withNode(stack, { shape: [1, 1, 32, 32] })),

    { ...overBudget('a bottleneck over 96 KiB', wider('a bottleneck of 96 channels', 12_000)), what: 'bytes' },
    { ...overBudget('a residual over 96 KiB', wider('a residual of 512 channels', 9000)), what: 'bytes' },
  ]
}

const overBudget = (name: string, program: Uint8Array) => ({ name, program, error: 'NodeOverBudget', at: 0 }) as const

/** A program of one convolution with another number of input channels. */
function wider(name: string, channels: number): Uint8Array {
  const { nodes, inputs, constants, ...chunks } = fusedPrograms[name]!
  const node = nodes[0]!
  const stretch = <T extends TensorType>(type: T, position: number): T => {
    const [a, b, c] = type.shape
    return position <= 1 ? { ...type, shape: [a, b, c, channels] } : type
  }
  return encodeProgram({
    ...chunks,
    nodes: [{ ...node, operands: node.operands.map(stretch) }],
    inputs: inputs.map((type, i) => (i === 0 ? stretch(type, 0) : type)),
    constants: constants.map((type, i) => stretch(type, i + 1)),
  })
}
