import { eightBit } from '../kernels/eightBit.ts'
import type { Lowering } from '../Lowering.ts'

const I32 = { to: 6 }
const I64 = { to: 7 }
const F64 = { to: 11 }

/** Rows up to this length are divided in binary64. */
const LONGEST_IN_F64 = 2 ** 13

/**
 * Weights and sums in binary64, exactly and in any order: a step reads the whole row, so a sum is below 2^17 * 2^31. A share
 * beyond 255 is clamped whatever it is; below 384, the dividend is less than 384 * S.
 *
 * In a row of at most 2^13 values S < 2^44, so such a dividend is below 2^53 and exact, and its quotient, if it is no whole
 * number, is at least 1 / S > 2^-44 below the next one: more than the 2^-45 by which binary64 can round it up. In longer rows
 * the division is int64's (products stay below 2^62), many times slower; no comparison may meet an int64, since ONNX
 * Runtime's Max, Min and Clip take 2^31 for less than 0.
 *
 * A share is at most `levels`, so it is clamped as int32, before zeroY could carry it beyond.
 */
export const softmax: Lowering = ({ graph }, node, [x, table]) => {
  const { levels, zeroY, low, high } = node.attributes
  const elements = node.shape.reduce((product, size) => product * size)
  const row = graph.int64s([3])
  const f64 = (value: number) => graph.scalar('f64', value)
  const values = graph.add('Cast', [x!.value()], I32)
  const largest = graph.add('ReduceMax', [values, row], { keepdims: 1 })
  const below = graph.add('Reshape', [graph.add('Sub', [largest, values]), graph.int64s([elements])])
  const entries = graph.add('Cast', [graph.add('Max', [table!.value([256]), graph.scalar('i32', 0)])], F64)
  const weights = graph.add('Reshape', [graph.add('GatherElements', [entries, below]), graph.int64s(node.shape)])
  const sum = graph.add('ReduceSum', [weights, row], { keepdims: 1 })
  const half = graph.add('Floor', [graph.add('Mul', [sum, f64(0.5)])])
  const divisor = graph.add('Max', [sum, f64(1)])
  const inF64 = node.shape[3] <= LONGEST_IN_F64
  const wide = (value: string) => (inF64 ? value : graph.add('Cast', [value], I64))
  const product = graph.add('Mul', [wide(weights), graph.scalar(inF64 ? 'f64' : 'i64', levels!)])
  const dividend = graph.add('Add', [product, wide(half)])
  // to int32 by cutting off the fraction: what floor does, for nothing is negative
  const share = graph.add('Cast', [graph.add('Div', [dividend, wide(divisor)])], I32)
  const bounds = [low! - zeroY!, high! - zeroY!].map((bound) => graph.scalar('i32', bound))
  const moved = graph.add('Add', [graph.add('Clip', [share, ...bounds]), graph.scalar('i32', zeroY!)])
  return graph.add('Cast', [moved], { to: eightBit(node.dtype, 'softmax output') === 'u8' ? 2 : 3 })
}
