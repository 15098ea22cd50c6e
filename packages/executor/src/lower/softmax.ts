import { eightBit } from '../kernels/eightBit.ts'
import type { Lowering } from '../Lowering.ts'

const I32 = { to: 6 }
const I64 = { to: 7 }
const F64 = { to: 11 }

/**
 * Weights and sums in binary64, exactly and in any order: a step reads the whole row, so a sum is below 2^17 * 2^31. Their
 * products with the levels, up to 2^62, need int64, but no comparison may meet one: ONNX Runtime's Max, Min and Clip of int64
 * take 2^31 for less than 0. A share is at most `levels`, so it is clamped as int32, before zeroY could carry it beyond.
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
  const half = graph.add('Cast', [graph.add('Mul', [sum, f64(0.5)])], I64)
  const divisor = graph.add('Cast', [graph.add('Max', [sum, f64(1)])], I64)
  const product = graph.add('Mul', [graph.add('Cast', [weights], I64), graph.scalar('i64', levels!)])
  const share = graph.add('Cast', [graph.add('Div', [graph.add('Add', [product, half]), divisor])], I32)
  const bounds = [low! - zeroY!, high! - zeroY!].map((bound) => graph.scalar('i32', bound))
  const moved = graph.add('Add', [graph.add('Clip', [share, ...bounds]), graph.scalar('i32', zeroY!)])
  return graph.add('Cast', [moved], { to: eightBit(node.dtype, 'softmax output') === 'u8' ? 2 : 3 })
}
