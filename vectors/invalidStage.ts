import { encodeProgram, type Node, type Operand } from '@assay/program'
import { stage } from './fusedPrograms.ts'
import type { InvalidProgram } from './invalidPrograms.ts'

const pooled = 0
const projected = 1

const withNode = (at: number, change: Partial<Node>): Uint8Array =>
  encodeProgram({ ...stage, nodes: stage.nodes.map((node, i) => (i === at ? { ...node, ...change } : node)) })

const withAttributes = (at: number, change: Readonly<Record<string, number>>): Uint8Array =>
  withNode(at, { attributes: { ...stage.nodes[at]!.attributes, ...change } })

const withOperand = (at: number, position: number, operand: Partial<Operand>): Uint8Array => {
  const { operands } = stage.nodes[at]!
  return withNode(at, { operands: operands.with(position, { ...operands[position]!, ...operand }) })
}

/** Operand `position` of node `at` replaced by another constant. */
const withConstant = (at: number, position: number, index: number): Uint8Array =>
  withOperand(at, position, { source: 'constant', index, ...stage.constants[index]! })

const fault = (at: number, what: string, name: string, program: Uint8Array): InvalidProgram => ({
  name: `${stage.nodes[at]!.op}: ${name}`,
  program,
  error: 'NodeInvalid',
  at,
  what,
})

/** Programs of conv2d_max_pool and conv2d_conv2d_add with exactly one fault each. */
export const invalidStage = (): InvalidProgram[] => {
  const both = [pooled, projected].flatMap((at) => {
    const { dtype, operands } = stage.nodes[at]!
    const [least, most] = dtype === 'u8' ? [0, 255] : [-128, 127]
    return [
      fault(at, 'dtype', 'to i32', withNode(at, { dtype: 'i32' })),
      fault(at, 'operands', 'an operand too few', withNode(at, { operands: operands.slice(0, -1) })),
      fault(at, 'zeroY', 'zeroY above the dtype', withAttributes(at, { zeroY: most + 1 })),
      fault(at, 'low', 'low below the dtype', withAttributes(at, { low: least - 1 })),
      fault(at, 'low', 'low above high', withAttributes(at, { low: 9, high: 8 })),
      fault(at, 'zeroX', 'zeroX outside the dtype', withAttributes(at, { zeroX: 256 })),
      fault(at, 'zeroW', 'zeroW below i8', withAttributes(at, { zeroW: -129 })),
      fault(at, 'bias dtype', 'a bias of f32', withConstant(at, 2, 2)),
      fault(at, 'multiplier dtype', 'a multiplier of i32', withConstant(at, 3, 1)),
      fault(at, 'kernelH', 'no kernel', withAttributes(at, { kernelH: 0 })),
      fault(at, 'strideW', 'stride 4097', withAttributes(at, { strideW: 4097 })),
      fault(at, 'outputN', 'two images', withNode(at, { shape: [2, ...stage.nodes[at]!.shape.slice(1)] as never })),
    ]
  })
  const pools = ['poolH', 'poolW', 'poolStrideH', 'poolStrideW'] as const
  const pads = ['poolPadTop', 'poolPadLeft', 'poolPadBottom', 'poolPadRight'] as const
  return [
    ...both,
    ...pools.flatMap((field) => [
      fault(pooled, field, `${field} 0`, withAttributes(pooled, { [field]: 0 })),
      fault(pooled, field, `${field} 4097`, withAttributes(pooled, { [field]: 4097 })),
    ]),
    ...pads.flatMap((field) => [
      fault(pooled, field, `${field} -1`, withAttributes(pooled, { [field]: -1 })),
      fault(pooled, field, `${field} 4097`, withAttributes(pooled, { [field]: 4097 })),
    ]),
    fault(pooled, 'outputH', 'a row too many', withNode(pooled, { shape: [1, 9, 8, 6] })),
    fault(pooled, 'outputW', 'a column too few', withNode(pooled, { shape: [1, 8, 7, 6] })),
    fault(pooled, 'outputC', 'a channel too few', withNode(pooled, { shape: [1, 8, 8, 5] })),
    fault(pooled, 'outputH', 'a convolution that does not fit', withAttributes(pooled, { dilationH: 40 })),
    fault(pooled, 'outputH', 'a pool that does not fit', withAttributes(pooled, { poolH: 40 })),
    fault(pooled, 'outputW', 'a pool that does not fit across', withAttributes(pooled, { poolW: 40 })),
    fault(pooled, 'groups', 'no groups', withAttributes(pooled, { groups: 0 })),
    fault(pooled, 'kernelH', 'weights of another kernel', withConstant(pooled, 1, 10)),
    tooLargeBetween(),

    fault(projected, 'stride2', 'no second stride', withAttributes(projected, { stride2: 0 })),
    fault(projected, 'stride2', 'a second stride of 4097', withAttributes(projected, { stride2: 4097 })),
    fault(projected, 'x2 shape', 'another second stride', withAttributes(projected, { stride2: 1 })),
    fault(projected, 'x2 shape', 'x2 of another shape', withOperand(projected, 4, { shape: [1, 4, 16, 3] })),
    fault(projected, 'x2 shape', 'x2 of two images', withOperand(projected, 4, { shape: [2, 4, 8, 3] })),
    fault(projected, 'x2 dtype', 'x2 of i32', withConstant(projected, 4, 9)),
    fault(projected, 'weightChannels', 'weights of two groups', withConstant(projected, 1, 4)),
    fault(projected, 'w2 shape', 'second weights of other channels', withConstant(projected, 5, 8)),
    fault(projected, 'w2 dtype', 'second weights of u8 for an x2 of i8', withConstant(projected, 5, 7)),
    fault(projected, 'w2 dtype', 'second weights of i32', withConstant(projected, 5, 9)),
    fault(projected, 'bias2 dtype', 'a second bias of f32', withConstant(projected, 6, 6)),
    fault(projected, 'bias2 shape', 'a second bias of another length', withConstant(projected, 6, 1)),
    fault(projected, 'multiplier2 dtype', 'a second multiplier of i32', withConstant(projected, 7, 5)),
    fault(projected, 'multiplier2 shape', 'a second multiplier of another length', withConstant(projected, 7, 2)),
    fault(projected, 'zeroX2', 'zeroX2 above i8', withAttributes(projected, { zeroX2: 128 })),
    fault(projected, 'zeroB', 'zeroB above u8', withAttributes(projected, { zeroB: 256 })),
    ...(['scaleX', 'scaleW', 'scaleY'] as const).flatMap((field) => [
      fault(projected, field, `${field} 0`, withAttributes(projected, { [field]: 0 })),
      fault(projected, field, `${field} not a number`, withAttributes(projected, { [field]: Number.NaN })),
    ]),
    fault(projected, 'zeroZ', 'zeroZ below u8', withAttributes(projected, { zeroZ: -1 })),
    fault(projected, 'lowZ', 'lowZ above highZ', withAttributes(projected, { lowZ: 9, highZ: 8 })),
    fault(projected, 'highZ', 'highZ above u8', withAttributes(projected, { highZ: 256 })),
  ]
}

/** Strides of 4,096 over a convolution of 2^40 elements, which no machine could hold. */
function tooLargeBetween(): InvalidProgram {
  const far = { padTop: 4096, padLeft: 4096, padBottom: 4096, padRight: 4096, dilationH: 1, dilationW: 1 }
  const sparse = { poolH: 1, poolW: 1, poolStrideH: 4096, poolStrideW: 4096 }
  const none = { poolPadTop: 0, poolPadLeft: 0, poolPadBottom: 0, poolPadRight: 0 }
  const x = { dtype: 'u8', shape: [1, 1, 1, 1] } as const
  const outputs = 2 ** 14
  const constants = [
    { dtype: 'i8', shape: [outputs, 1, 1, 1] },
    { dtype: 'i32', shape: [1, 1, 1, outputs] },
    { dtype: 'f32', shape: [1, 1, 1, outputs] },
  ] as const
  const node: Node = {
    op: 'conv2d_max_pool',
    dtype: 'u8',
    shape: [1, 3, 3, outputs],
    operands: [
      { source: 'input', index: 0, ...x },
      ...constants.map((type, index) => ({ source: 'constant' as const, index, ...type })),
    ],
    attributes: {
      ...{ kernelH: 1, kernelW: 1, strideH: 1, strideW: 1, groups: 1 },
      ...{ ...far, ...sparse, ...none },
      ...{ zeroX: 0, zeroW: 0, zeroY: 0, low: 0, high: 255 },
    },
  }
  const program = encodeProgram({
    nodes: [node],
    inputs: [x],
    constants,
    constantChunkLog2: 10,
    activationChunkLog2: 12,
  })
  return { name: 'conv2d_max_pool: too much between the layers', program, error: 'NodeInvalid', at: 0, what: 'between' }
}
