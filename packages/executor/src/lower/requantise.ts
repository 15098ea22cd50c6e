import { eightBit } from '../kernels/eightBit.ts'
import { quantise } from '../kernels/quantise.ts'
import type { Lowering } from '../Lowering.ts'

/** DequantizeLinear takes an int32 to binary32 and multiplies it, with a rounding each; QuantizeLinear rounds to integer. */
export const requantise: Lowering = ({ graph }, node, [x]) => {
  const { scaleX, zeroY, low, high } = node.attributes
  const product = graph.add('DequantizeLinear', [x!.value(), graph.scalar('f32', scaleX!)])
  const dtype = eightBit(node.dtype, 'requantise output')
  return quantise(graph, product, 1, { dtype, zero: zeroY!, low: low!, high: high! })
}
