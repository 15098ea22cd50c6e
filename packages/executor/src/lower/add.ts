import { pointwise } from '../kernels/pointwise.ts'
import { sumOf } from '../kernels/sumOf.ts'
import { sumQuantised } from '../kernels/sumQuantised.ts'
import type { Lowering } from '../Lowering.ts'

const byFourOperators = pointwise('Add')

/** One operator where it gives every pair of bytes right, else four. */
export const add: Lowering = (context, node, operands) => {
  const sum = sumOf(node)
  if (sum === undefined) return byFourOperators(context, node, operands)
  const { low, high } = node.attributes
  return sumQuantised(context, sum, operands[0]!.value(), operands[1]!.value(), { low: low!, high: high! })
}
