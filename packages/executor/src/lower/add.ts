import { eightBit } from '../kernels/eightBit.ts'
import { quantise } from '../kernels/quantise.ts'
import type { LoweredOperand, Lowering } from '../Lowering.ts'

/** Dequantise, dequantise, add, quantise: four operators that round once each, never fused (fusing is not bit-exact). */
export const add: Lowering = ({ graph }, node, [a, b]) => {
  const { zeroX, scaleX, zeroW, scaleW, zeroY, scaleY, low, high } = node.attributes
  const real = (operand: LoweredOperand, scale: number, zero: number) =>
    graph.add('DequantizeLinear', [operand.value(), graph.scalar('f32', scale), graph.scalar(operand.dtype, zero)])
  const sum = graph.add('Add', [real(a!, scaleX!, zeroX!), real(b!, scaleW!, zeroW!)])
  const dtype = eightBit(node.dtype, 'add output')
  return quantise(graph, sum, scaleY!, { dtype, zero: zeroY!, low: low!, high: high! })
}
