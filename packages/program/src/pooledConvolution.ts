import { attributesOf } from './attributesOf.ts'
import { slots } from './slots.ts'
import type { Node, Shape } from './types.ts'
import { windowOutput } from './windowOutput.ts'

const { poolH, poolW, poolStrideH, poolStrideW, poolPadTop, poolPadLeft, poolPadBottom, poolPadRight } = slots

/** A max_pool's window without dilations, in slots of its own. */
export const poolSlots = {
  poolH,
  poolW,
  poolStrideH,
  poolStrideW,
  poolPadTop,
  poolPadLeft,
  poolPadBottom,
  poolPadRight,
} as const

/**
 * The two layers of a conv2d_max_pool, each as a node of its own. The first is no node of the program, so whatever the
 * second's operand says of its source stands for nothing.
 */
export const pooledConvolution = (node: Node): { convolution: Node; pool: Node } => {
  const a = attributesOf(node, poolSlots)
  const { height, width } = windowOutput(node)
  const { dtype, operands } = node
  const shape: Shape = [operands[0]!.shape[0], height, width, node.shape[3]]
  return {
    convolution: { ...node, op: 'conv2d', shape },
    pool: {
      op: 'max_pool',
      dtype,
      shape: node.shape,
      operands: [{ source: 'node', index: 0, dtype, shape }],
      attributes: {
        ...{ kernelH: a.poolH, kernelW: a.poolW, strideH: a.poolStrideH, strideW: a.poolStrideW },
        ...{ padTop: a.poolPadTop, padLeft: a.poolPadLeft, padBottom: a.poolPadBottom, padRight: a.poolPadRight },
        ...{ dilationH: 1, dilationW: 1 },
      },
    },
  }
}
