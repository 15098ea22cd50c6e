import { elementCount, type Node } from '@assay/program'
import type { QuantisedSum } from './sumQuantised.ts'

/**
 * The sum in a node, if it adds two tensors of one shape and all three dtypes are one. None of single elements: ONNX Runtime
 * takes those for scalars, which its one operator rounds in another order than the rows that findExactSums tries.
 */
export function sumOf({ op, dtype, shape, operands, attributes: a }: Node): QuantisedSum | undefined {
  if ((dtype !== 'u8' && dtype !== 'i8') || elementCount(shape) === 1) return undefined
  const y = { dtype, scale: a.scaleY! }
  if (op === 'conv2d_add' || op === 'conv2d_conv2d_add') {
    if (op === 'conv2d_add' && operands[4]!.dtype !== dtype) return undefined
    const [t, b] = [
      { dtype, scale: a.scaleX!, zero: a.zeroY! },
      { dtype, scale: a.scaleW!, zero: a.zeroB! },
    ]
    return { a: t, b, y: { ...y, zero: a.zeroZ! } }
  }
  const alike = operands.every((operand) => operand.dtype === dtype && `${operand.shape}` === `${shape}`)
  if (op !== 'add' || !alike) return undefined
  const [left, right] = [
    { dtype, scale: a.scaleX!, zero: a.zeroX! },
    { dtype, scale: a.scaleW!, zero: a.zeroW! },
  ]
  return { a: left, b: right, y: { ...y, zero: a.zeroY! } }
}
