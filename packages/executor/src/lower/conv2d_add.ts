import { convolveNode } from '../kernels/convolveNode.ts'
import { dequantise } from '../kernels/dequantise.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { quantise } from '../kernels/quantise.ts'
import { unsignedTwin } from '../kernels/unsignedTwin.ts'
import type { Lowering } from '../Lowering.ts'

/** conv2d's convolution and add's four operators; what lies between is no output of the graph. */
export const conv2d_add: Lowering = (context, node, operands) => {
  const { graph } = context
  const a = node.attributes
  const b = operands[4]!
  const dtype = eightBit(node.dtype, 'conv2d_add output')
  const y = unsignedTwin({ dtype, zero: a.zeroY!, low: a.low!, high: a.high! })
  const left = dequantise(graph, convolveNode(context, node, operands, y), y.dtype, a.scaleX!, y.zero)
  const right = dequantise(graph, b.value(), eightBit(b.dtype, 'conv2d_add b'), a.scaleW!, a.zeroB!)
  const sum = graph.add('Add', [left, right])
  return quantise(graph, sum, a.scaleY!, { dtype, zero: a.zeroZ!, low: a.lowZ!, high: a.highZ! })
}
