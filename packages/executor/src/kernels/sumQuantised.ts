import type { LoweringContext } from '../Lowering.ts'
import { clamp } from './clamp.ts'
import { dequantise } from './dequantise.ts'
import type { QuantisedOutput } from './quantise.ts'

export interface Quantisation {
  readonly dtype: 'u8' | 'i8'
  readonly scale: number
  readonly zero: number
}

/** Two operands and the output of a sum, before its clamp. */
export interface QuantisedSum {
  readonly a: Quantisation
  readonly b: Quantisation
  readonly y: Quantisation
}

/** One name for sums that are the same function of two bytes. */
export function nameOfSum({ a, b, y }: QuantisedSum): string {
  return [a, b, y].map(({ dtype, scale, zero }) => `${dtype} ${scale} ${zero}`).join(', ')
}

/** The sum as add defines it: dequantise, dequantise, add, quantise, each operator rounding once. */
export function sumByFourOperators(context: LoweringContext, sum: QuantisedSum, left: string, right: string): string {
  const { graph } = context
  const { a, b, y } = sum
  const real = [dequantise(graph, left, a.dtype, a.scale, a.zero), dequantise(graph, right, b.dtype, b.scale, b.zero)]
  return graph.add('QuantizeLinear', [
    graph.add('Add', real),
    graph.scalar('f32', y.scale),
    graph.scalar(y.dtype, y.zero),
  ])
}

/** Scales of the operands with which one operator gives a sum right: the sum's own, or some next to them. */
export interface OperatorScales {
  readonly a: number
  readonly b: number
}

/** By the names of sums; see findExactSums. */
export type ExactSums = ReadonlyMap<string, OperatorScales>

/** ONNX Runtime's one operator for it, whose roundings are its own: four to six times as fast, right only as findExactSums says. */
export function sumByOneOperator({ graph }: LoweringContext, { a, b, y }: QuantisedSum, left: string, right: string) {
  const scaled = ({ dtype, scale, zero }: Quantisation) => [graph.scalar('f32', scale), graph.scalar(dtype, zero)]
  return graph.add('QLinearAdd', [left, ...scaled(a), right, ...scaled(b), ...scaled(y)], {}, 'com.microsoft')
}

/** The sum of two tensors of one shape, clamped. */
export function sumQuantised(
  context: LoweringContext,
  sum: QuantisedSum,
  left: string,
  right: string,
  { low, high }: Pick<QuantisedOutput, 'low' | 'high'>,
): string {
  const scales = context.exactSums?.get(nameOfSum(sum))
  const { a, b, y } = sum
  const integer =
    scales === undefined
      ? sumByFourOperators(context, sum, left, right)
      : sumByOneOperator(context, { a: { ...a, scale: scales.a }, b: { ...b, scale: scales.b }, y }, left, right)
  return clamp(context.graph, integer, y.dtype, low, high)
}
