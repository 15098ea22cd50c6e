import { count } from './count.ts'
import type { GraphNode } from './graph.ts'
import type { Quant } from './layer.ts'
import { RefusedNode } from './refusedNode.ts'
import type { Translation } from './translation.ts'

const SMALLEST = 2 ** -60
const LARGEST = 2 ** 60

/** Reads an activation's scale and zero point from two inputs of a node; both must be constant scalars. */
export function quantParameters(t: Translation, node: GraphNode, scaleInput: number): Quant {
  const scale = t.scalar(node, scaleInput, 'scale')
  const zero = t.constant(node.inputs[scaleInput + 1])
  if (zero !== undefined && count(zero.shape) !== 1) throw new RefusedNode('activations need one zero point per tensor')
  const dtype = zero?.dtype ?? 'u8'
  if (dtype !== 'u8' && dtype !== 'i8')
    throw new RefusedNode(`activations of type ${dtype}; only uint8 and int8 are supported`)
  if (!(scale >= SMALLEST && scale <= LARGEST))
    throw new RefusedNode(
      `scale ${scale} lies outside [2^-60, 2^60]`,
      'quantise the model again with a healthy calibration set',
    )
  return { dtype, scale, zero: zero?.values[0] ?? 0 }
}
