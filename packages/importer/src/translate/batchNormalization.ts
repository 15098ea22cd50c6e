import type { GraphNode } from '../graph.ts'
import type { Translation } from '../translation.ts'
import { absorb, channelwise } from './binary.ts'

/** ONNX BatchNormalization at inference: one slope and offset per channel. */
export function batchNormalization(t: Translation, node: GraphNode): void {
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map((index) => t.need(node, index, 'statistics').values)
  const epsilon = Number(node.attributes.get('epsilon') ?? 1e-5)
  const slopes = Array.from(scale!, (value, c) => value / Math.sqrt(variance![c]! + epsilon))
  const offsets = slopes.map((slope, c) => shift![c]! - mean![c]! * slope)
  const absorber = t.absorber(node.inputs[0])
  // A matmul's outputs lie along the last axis, which are the channels of a matrix alone.
  const along = absorber?.kind === 'conv' || (absorber && t.shape(absorber.output).length === 2)
  if (absorber !== undefined && along && absorb(absorber, slopes, offsets)) t.rename(absorber, node.outputs[0]!)
  else channelwise(t, node, node.inputs[0], slopes, offsets)
}
