import { dtypes, roundHalfEven } from '@assay/program'
import type { Bias, Clamp, Layer, Network, Quant, Weights } from './layer.ts'

/** A product's constants in integers, weights in ONNX's order. */
export interface QuantisedProduct {
  readonly dtype: 'u8' | 'i8'
  readonly shape: readonly [number, number, number, number]
  readonly values: Uint8Array | Int8Array
  readonly zero: number
  readonly bias: Int32Array
  readonly multipliers: Float32Array
}

/** A layer with every number its nodes will hold. */
export interface QuantisedLayer {
  readonly layer: Layer
  /** Of its inputs, in order. */
  readonly inputs: readonly Quant[]
  readonly output: Quant
  readonly low: number
  readonly high: number
  readonly product?: QuantisedProduct
  /** average_pool: by window count. */
  readonly multipliers?: Float32Array
  /** global_average. */
  readonly multiplier?: number
  /** unary: by raw byte. */
  readonly table?: Uint8Array | Int8Array
}

/**
 * Pass 5: weights to i8, symmetric per output channel; biases to i32; multipliers f32(f32(sx * sw) / sy). Integer
 * weights, biases and scales of the file stay as they are.
 */
export function quantise(network: Network, quants: ReadonlyMap<string, Quant>): QuantisedLayer[] {
  return network.layers.map((layer) => {
    const inputs = layer.inputs.map((name) => quants.get(name)!)
    const [x, w] = inputs as [Quant, Quant]
    const output = quants.get(layer.output)!
    const bounds = clampOf('clamp' in layer ? layer.clamp : undefined, output)
    const common = { layer, inputs, output, ...bounds }
    switch (layer.kind) {
      case 'conv':
      case 'matmul':
        return { ...common, product: productOf(layer.weights, layer.bias, x, output) }
      case 'product':
        return { ...common, multiplier: multiplierOf(x.scale, w.scale, output.scale) }
      case 'average_pool': {
        const taps = layer.window.kernel[0] * layer.window.kernel[1]
        const table = Float32Array.from({ length: taps + 1 }, (_, n) =>
          n === 0 ? 0 : Math.fround(Math.fround(x.scale / (layer.includePads ? taps : n)) / output.scale),
        )
        return { ...common, multipliers: table }
      }
      case 'global_average': {
        const pixels = network.shapes
          .get(layer.inputs[0]!)!
          .slice(2)
          .reduce((product, size) => product * size, 1)
        return { ...common, multiplier: Math.fround(Math.fround(x.scale / pixels) / output.scale) }
      }
      case 'unary':
        return { ...common, table: tableOf(layer.apply, x, output) }
      default:
        return common
    }
  })
}

const multiplierOf = (x: number, w: number, y: number): number => Math.fround(Math.fround(x * w) / y)

const clampOf = (clamp: Clamp | undefined, { dtype, scale, zero }: Quant): { low: number; high: number } => {
  const { min, max } = dtypes[dtype]
  const at = (value: number) => Math.max(min, Math.min(max, roundHalfEven(value / scale) + zero))
  if (clamp === undefined) return { low: min, high: max }
  const low = at(clamp.low)
  return { low, high: Math.max(low, at(clamp.high)) }
}

const LARGEST_BIAS = 2 ** 30

function productOf(weights: Weights, bias: Bias | undefined, x: Quant, y: Quant): QuantisedProduct {
  const outputs = weights.shape[0]
  const integer = weights.kind === 'int' ? weights : toIntegers(weights.values, outputs, bias, x.scale)
  const multipliers = Float32Array.from(integer.scales, (scale) => multiplierOf(x.scale, scale, y.scale))
  const integerBias = Int32Array.from({ length: outputs }, (_, o) => {
    if (bias === undefined) return 0
    if (bias.kind === 'int') return bias.values[o]!
    const steps = roundHalfEven(bias.values[o]! / (x.scale * integer.scales[o]!))
    return Math.max(-LARGEST_BIAS, Math.min(LARGEST_BIAS, steps))
  })
  const dtype = weights.kind === 'int' ? weights.dtype : 'i8'
  const zero = weights.kind === 'int' ? weights.zero : 0
  return { dtype, shape: weights.shape, values: integer.values, zero, bias: integerBias, multipliers }
}

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

function tableOf(apply: (x: number) => number, x: Quant, y: Quant): Uint8Array | Int8Array {
  const { min, max } = dtypes[y.dtype]
  const entries = Array.from({ length: 256 }, (_, raw) => {
    const byte = x.dtype === 'i8' && raw > 127 ? raw - 256 : raw
    const real = apply((byte - x.zero) * x.scale)
    const steps = Number.isNaN(real) ? y.zero : roundHalfEven(Math.fround(real) / y.scale) + y.zero
    return Math.max(min, Math.min(max, steps))
  })
  return y.dtype === 'i8' ? Int8Array.from(entries) : Uint8Array.from(entries)
}
