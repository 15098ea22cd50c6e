import { clamp } from '../kernels/clamp.ts'
import { dequantise } from '../kernels/dequantise.ts'
import { dtypeRange } from '../kernels/dtypeRange.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { quantise } from '../kernels/quantise.ts'
import type { Lowering } from '../Lowering.ts'

/**
 * Each operand requantised to the output's scale, then ONNX's Concat and one clamp.
 *
 * An operand of the output's dtype, scale s and zero point passes as it is. With d = x - zero, a whole number of at most 255,
 * f32(d * s) = d * s * (1 + e) and f32(f32(d * s) / s) = d * (1 + e) * (1 + e') where |e|, |e'| <= 2^-24, since s in
 * [2^-60, 2^60] keeps both normal. So the quotient lies within 255 * 2^-22 of d, which is what it rounds to.
 */
export const concat: Lowering = ({ graph }, node, operands) => {
  const a = node.attributes
  const dtype = eightBit(node.dtype, 'concat output')
  const parts = operands.map((operand, i) => {
    const from = eightBit(operand.dtype, `concat x${i}`)
    const [scale, zero] = [a[`scale${i}`]!, a[`zero${i}`]!]
    if (from === dtype && scale === a.scaleY && zero === a.zeroY) return operand.value()
    const real = dequantise(graph, operand.value(), from, scale, zero)
    return quantise(graph, real, a.scaleY!, { dtype, zero: a.zeroY!, ...dtypeRange(dtype) })
  })
  return clamp(graph, graph.add('Concat', parts, { axis: a.axis! }), dtype, a.low!, a.high!)
}
