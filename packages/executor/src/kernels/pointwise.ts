import type { Lowering } from '../Lowering.ts'
import { dequantise } from './dequantise.ts'
import { eightBit } from './eightBit.ts'
import { quantise } from './quantise.ts'

/**
 * Dequantise, dequantise, operate, quantise: four operators that round once each, never fused (fusing is not bit-exact). The
 * operator repeats axes of size 1, as the format does.
 */
export const pointwise =
  (operator: 'Add' | 'Mul' | 'Sub'): Lowering =>
  ({ graph }, node, [a, b]) => {
    const { zeroX, scaleX, zeroW, scaleW, zeroY, scaleY, low, high } = node.attributes
    const left = dequantise(graph, a!.value(), eightBit(a!.dtype, `${node.op} a`), scaleX!, zeroX!)
    const right = dequantise(graph, b!.value(), eightBit(b!.dtype, `${node.op} b`), scaleW!, zeroW!)
    const dtype = eightBit(node.dtype, `${node.op} output`)
    const y = { dtype, zero: zeroY!, low: low!, high: high! }
    return quantise(graph, graph.add(operator, [left, right]), scaleY!, y)
  }
