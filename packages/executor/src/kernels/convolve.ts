import type { LoweringContext } from '../Lowering.ts'
import { clamp } from './clamp.ts'
import type { QuantisedOutput } from './quantise.ts'
import { toggleSign } from './toggleSign.ts'

export interface Convolution {
  /** Activations, NHWC. */
  readonly x: { readonly value: string; readonly dtype: 'u8' | 'i8'; readonly zero: number }
  /** Weights as ONNX orders them, OIHW: bytes of a constant, or a value of the graph. */
  readonly w: {
    readonly weights: Uint8Array | string
    readonly dtype: 'u8' | 'i8'
    readonly zero: number
    readonly dims: readonly number[]
  }
  /** One per output channel, none of them refused: see effectiveMultiplier. */
  readonly multipliers: Float32Array
  /** A value of one int32 per output channel. */
  readonly bias: string
  readonly geometry: Readonly<Record<'kernel_shape' | 'strides' | 'pads' | 'dilations', readonly number[]>>
  readonly groups: number
  readonly y: QuantisedOutput
}

/**
 * One quantised convolution, exact for every bit pattern. Adding 128 to a value and to its zero point changes no sum, so
 * the kernel always sees u8 activations and the weights its mode wants: ONNX Runtime's s8 x s8 kernels are twenty times
 * slower than u8 x s8, its u8 x u8 kernels four times. An i8 output is made from u8 the same way. Scales of x and y are 1,
 * so the kernel's w_scale is the committed multiplier itself.
 */
export function convolve(context: LoweringContext, convolution: Convolution): string {
  const { graph } = context
  const { x, y, multipliers, bias, geometry, groups } = convolution
  const w = weightsForMode(context, convolution.w)
  const signedX = x.dtype === 'i8'
  const signedY = y.dtype === 'i8'
  const one = graph.scalar('f32', 1)
  const inputs = [
    signedX ? toggleSign(graph, x.value, 'u8') : x.value,
    one,
    graph.scalar('u8', signedX ? x.zero + 128 : x.zero),
    w.value,
    graph.constant('f32', [multipliers.length], bytesOf(multipliers)),
    graph.scalar(w.dtype, w.zero),
    one,
    graph.scalar('u8', signedY ? y.zero + 128 : y.zero),
    bias,
  ]
  const attributes = { ...geometry, group: groups, channels_last: 1 }
  const unsigned = graph.add('QLinearConv', inputs, attributes, 'com.microsoft')
  const integer = signedY ? toggleSign(graph, unsigned, 'i8') : unsigned
  return clamp(graph, integer, y.dtype, y.low, y.high)
}

/** The weights with the bytes that the mode wants, and their zero point. */
export function weightsForMode({ graph, mode }: LoweringContext, { weights, dtype, zero, dims }: Convolution['w']) {
  const wanted = mode === 'u8s8' ? 'i8' : 'u8'
  if (dtype === wanted) {
    return { value: typeof weights === 'string' ? weights : graph.constant(dtype, dims, weights), dtype, zero }
  }
  const value =
    typeof weights === 'string'
      ? toggleSign(graph, weights, wanted)
      : graph.constant(
          wanted,
          dims,
          weights.map((byte) => byte ^ 128),
        )
  return { value, dtype: wanted, zero: wanted === 'u8' ? zero + 128 : zero - 128 } as const
}

export function bytesOf(floats: Float32Array): Uint8Array {
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength)
}
