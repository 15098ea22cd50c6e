import { roundHalfEven } from '@assay/program'
import type { Bias, ConvLayer, MatmulLayer, Quant } from './layer.ts'
import { multiplierOf } from './multiplierOf.ts'
import { isTransposed } from './transposedWindowOf.ts'

/** A product's constants in integers, weights in ONNX's order. */
export interface QuantisedProduct {
  readonly dtype: 'u8' | 'i8'
  readonly shape: readonly [number, number, number, number]
  readonly values: Uint8Array | Int8Array
  readonly zero: number
  readonly bias: Int32Array
  readonly multipliers: Float32Array
}

const LARGEST_BIAS = 2 ** 30

/**
 * Weights, bias and multipliers of a convolution or matmul.
 * @param means of the input's channels: where given, the mean error that rounding float weights makes is taken off the
 *   bias (Nagel et al., "Data-Free Quantization through Weight Equalization and Bias Correction", 2019, eq. 17)
 */
export function quantiseProduct(
  layer: ConvLayer | MatmulLayer,
  x: Quant,
  y: Quant,
  means: Float64Array | undefined,
): QuantisedProduct {
  const { weights } = layer
  const outputs = weights.shape[0]
  if (weights.kind === 'int')
    return {
      dtype: weights.dtype,
      shape: weights.shape,
      values: weights.values,
      zero: weights.zero,
      ...finish(layer.bias, weights.scales, x, y),
    }
  const { values, scales } = toIntegers(weights.values, outputs, layer.bias, x.scale)
  const bias = means === undefined ? layer.bias : corrected(layer, values, scales, means)
  return { dtype: 'i8', shape: weights.shape, values, zero: 0, ...finish(bias, scales, x, y) }
}

const finish = (bias: Bias | undefined, scales: Float32Array, x: Quant, y: Quant) => ({
  multipliers: Float32Array.from(scales, (scale) => multiplierOf(x.scale, scale, y.scale)),
  bias: Int32Array.from({ length: scales.length }, (_, o) => {
    if (bias === undefined) return 0
    if (bias.kind === 'int') return bias.values[o]!
    const steps = roundHalfEven(bias.values[o]! / (x.scale * scales[o]!))
    return Math.max(-LARGEST_BIAS, Math.min(LARGEST_BIAS, steps))
  }),
})

function toIntegers(values: Float32Array, outputs: number, bias: Bias | undefined, xScale: number) {
  const perOutput = values.length / outputs
  const scales = new Float32Array(outputs)
  const integers = new Int8Array(values.length)
  for (let o = 0; o < outputs; o++) {
    const channel = values.subarray(o * perOutput, (o + 1) * perOutput)
    const largest = channel.reduce((max, value) => Math.max(max, Math.abs(value)), 0)
    // A channel of tiny weights with a large bias would overflow the sum: coarser weights make room for it.
    const forBias = bias?.kind === 'float' ? Math.abs(bias.values[o]!) / (xScale * LARGEST_BIAS) : 0
    scales[o] = Math.max(largest / 127, forBias, 2 ** -40)
    for (let i = 0; i < perOutput; i++)
      integers[o * perOutput + i] = Math.max(-127, Math.min(127, roundHalfEven(channel[i]! / scales[o]!)))
  }
  return { values: integers, scales }
}

/** The bias less the mean of sum over k of (rounded w - w) x. */
function corrected(
  layer: ConvLayer | MatmulLayer,
  integers: Int8Array,
  scales: Float32Array,
  means: Float64Array,
): Bias | undefined {
  const { weights, bias } = layer
  if (weights.kind === 'int' || bias?.kind === 'int') return bias
  const [outputs, perGroup, height, width] = weights.shape
  const perOutput = weights.values.length / outputs
  const groups = layer.kind === 'conv' ? layer.groups : 1
  // Each tap of a transposed convolution is read by one of its phases.
  const phases =
    layer.kind === 'conv' && isTransposed(layer.window) ? layer.window.strides[0] * layer.window.strides[1] : 1
  const values = Float64Array.from({ length: outputs }, (_, o) => {
    let error = 0
    for (let i = 0; i < perOutput; i++) {
      const at = o * perOutput + i
      const channel =
        layer.kind === 'matmul' ? i : Math.floor(o / (outputs / groups)) * perGroup + Math.floor(i / (height * width))
      error += (integers[at]! * scales[o]! - weights.values[at]!) * means[channel]!
    }
    return (bias?.values[o] ?? 0) - error / phases
  })
  return { kind: 'float', values }
}
