import { dtypes, roundHalfEven } from '@assay/program'
import type { Calibrated } from './4-calibrate.ts'
import { count } from './count.ts'
import type { Clamp, Layer, LayerNormLayer, Network, Quant } from './layer.ts'
import { multiplierOf } from './multiplierOf.ts'
import { type QuantisedProduct, quantiseProduct } from './quantiseProduct.ts'

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
  /** reduce, product. */
  readonly multiplier?: number
  /** unary: by raw byte. */
  readonly table?: Uint8Array | Int8Array
  /** unary held in planes: one table for each. */
  readonly tables?: readonly (Uint8Array | Int8Array)[]
  readonly softmax?: { readonly table: Int32Array; readonly levels: number }
  readonly norm?: { readonly gamma: Float32Array; readonly beta: Float32Array; readonly epsilon: number }
}

/**
 * Pass 5: weights to i8, symmetric per output channel; biases to i32; multipliers f32(f32(sx * sw) / sy). Integer
 * weights, biases and scales of the file stay as they are.
 */
export function quantise(network: Network, { quants, means }: Calibrated): QuantisedLayer[] {
  return network.layers.map((layer) => {
    const inputs = layer.inputs.map((name) => quants.get(name)!)
    const [x, w] = inputs as [Quant, Quant]
    const output = quants.get(layer.output)!
    const bounds = clampOf('clamp' in layer ? layer.clamp : undefined, output)
    const common = { layer, inputs, output, ...bounds }
    switch (layer.kind) {
      case 'conv':
      case 'matmul':
        return { ...common, product: quantiseProduct(layer, x, output, means.get(layer.inputs[0]!)) }
      case 'product':
        return { ...common, multiplier: multiplierOf(x.scale, w.scale, output.scale) }
      case 'average_pool': {
        const taps = layer.window.kernel[0] * layer.window.kernel[1]
        const table = Float32Array.from({ length: taps + 1 }, (_, n) =>
          n === 0 ? 0 : Math.fround(Math.fround(x.scale / (layer.includePads ? taps : n)) / output.scale),
        )
        return { ...common, multipliers: table }
      }
      case 'reduce':
        return { ...common, multiplier: Math.fround(Math.fround(x.scale / layer.divisor) / output.scale) }
      case 'unary':
        return {
          ...common,
          table: tableOf(layer.apply, x, output),
          ...(layer.planes && {
            tables: layer.planes.map(({ start, low: least, high: most }) =>
              tableOf((value) => Math.max(least, Math.min(most, layer.apply(value) - start)), x, output),
            ),
          }),
        }
      case 'softmax':
        return { ...common, softmax: softmaxOf(x, output) }
      case 'layer_norm':
        return { ...common, norm: normOf(layer, network.shapes.get(layer.output)!, x, output) }
      default:
        return common
    }
  })
}

const clampOf = (clamp: Clamp | undefined, { dtype, scale, zero }: Quant): { low: number; high: number } => {
  const { min, max } = dtypes[dtype]
  const at = (value: number) => Math.max(min, Math.min(max, roundHalfEven(value / scale) + zero))
  if (clamp === undefined) return { low: min, high: max }
  const low = at(clamp.low)
  return { low, high: Math.max(low, at(clamp.high)) }
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

/** Weights of 30 bits: a row of 2^20 of them is summed exactly. */
const LARGEST_WEIGHT = 2 ** 30

function softmaxOf(x: Quant, y: Quant) {
  const table = Int32Array.from({ length: 256 }, (_, below) =>
    roundHalfEven(LARGEST_WEIGHT * Math.exp(-below * x.scale)),
  )
  return { table, levels: Math.max(1, Math.min(2 ** 31 - 1, roundHalfEven(1 / y.scale))) }
}

/** The op divides by sqrt(K^2 variance / scale^2 + epsilon), in units of x's steps. */
function normOf(layer: LayerNormLayer, shape: readonly number[], x: Quant, y: Quant) {
  const length = count(shape.slice(layer.axis))
  const epsilon = Math.fround((layer.epsilon * length ** 2) / x.scale ** 2)
  return {
    gamma: Float32Array.from(layer.gamma, (value) => value / y.scale),
    beta: Float32Array.from(layer.beta, (value) => value / y.scale),
    epsilon: Math.max(2 ** -60, Math.min(2 ** 60, epsilon)),
  }
}
