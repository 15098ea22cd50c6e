import type { Constant } from './graph.ts'
import type { Bias, Weights } from './layer.ts'
import { RefusedNode } from './refusedNode.ts'
import type { QuantisedConstant, Translation } from './translation.ts'
import { transposeIndices } from './transposeIndices.ts'

type Shape4 = readonly [number, number, number, number]

/** Weights by name: float, or integers behind a DequantizeLinear. `axes` brings the output channels to the front. */
export function readWeights(t: Translation, name: string | undefined, shape: Shape4, axes: readonly number[]): Weights {
  const quantised = t.quantised.get(name ?? '')
  if (quantised !== undefined) return intWeights(quantised, shape, axes)
  const constant = t.constant(name)
  if (constant === undefined || constant.dtype !== 'f32')
    throw new RefusedNode('its weights must be constant float32, or (u)int8 behind a DequantizeLinear')
  return { kind: 'float', shape, values: turn(constant, axes) as Float32Array }
}

/** Integer weights with one scale and zero point, or one scale per output channel. */
export function intWeights(quantised: QuantisedConstant, shape: Shape4, axes: readonly number[]): Weights {
  const { constant, scales, zeros, axis } = quantised
  const { dtype } = constant
  if (dtype !== 'u8' && dtype !== 'i8')
    throw new RefusedNode(`weights of type ${dtype}; only uint8 and int8 are supported`)
  const zero = zeros[0] ?? 0
  if (zeros.some((other) => other !== zero))
    throw new RefusedNode('weights with a different zero point per channel; use symmetric per-channel quantisation')
  if (scales.length !== 1 && (axis !== axes[0] || scales.length !== shape[0]))
    throw new RefusedNode('weights quantised along another axis than their output channels')
  const perChannel = scales.length === 1 ? new Float32Array(shape[0]).fill(scales[0]!) : scales
  return { kind: 'int', shape, dtype, values: turn(constant, axes) as Uint8Array | Int8Array, scales: perChannel, zero }
}

/** A bias by name: float, or int32 (whose scale is that of the sum, by definition). */
export function readBias(t: Translation, name: string | undefined, channels: number): Bias | undefined {
  if (name === undefined || name === '') return undefined
  const constant = t.quantised.get(name)?.constant ?? t.constant(name)
  if (constant === undefined) throw new RefusedNode('its bias must be constant')
  if (constant.values.length !== channels && constant.values.length !== 1)
    throw new RefusedNode(`a bias of ${constant.values.length} numbers for ${channels} channels`)
  const at = (channel: number) => constant.values[constant.values.length === 1 ? 0 : channel]!
  if (constant.dtype === 'i32')
    return { kind: 'int', values: Int32Array.from({ length: channels }, (_, channel) => at(channel)) }
  if (constant.dtype === 'f32')
    return { kind: 'float', values: Float64Array.from({ length: channels }, (_, channel) => at(channel)) }
  throw new RefusedNode(`a bias of type ${constant.dtype}; only float32 and int32 are supported`)
}

const turn = ({ shape, values, dtype }: Constant, axes: readonly number[]): Float32Array | Uint8Array | Int8Array => {
  const Values = dtype === 'f32' ? Float32Array : dtype === 'i8' ? Int8Array : Uint8Array
  const turned = new Values(values.length)
  transposeIndices(shape, axes).forEach((index, at) => {
    turned[at] = values[index]!
  })
  return turned
}
