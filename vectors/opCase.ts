import type { Attributes, Dtype, Node, Operand, OpName, Shape } from '@assay/program'
import type { Tensor } from './tensor.ts'

/** One node with the bytes of its operands; what it yields, the reference interpreter says. */
export interface OpCase {
  readonly name: string
  readonly node: Node
  readonly operands: readonly Uint8Array[]
}

/** Operands that a model would carry as constants; all others are inputs. */
const constantOperands: Readonly<Partial<Record<OpName, readonly number[]>>> = {
  conv2d: [1, 2, 3],
  matmul: [1, 2, 3],
  avg_pool: [1],
  lookup: [1],
  softmax: [1],
  layer_norm: [1, 2],
  conv2d_add: [1, 2, 3],
  conv2d_depthwise: [1, 2, 3, 4, 5, 6],
  conv2d_max_pool: [1, 2, 3],
  conv2d_conv2d_add: [1, 2, 3, 5, 6, 7],
}

/** A case whose operands are inputs and constants numbered in order, so that it is a program of one node as it stands. */
export const opCase = (
  name: string,
  op: OpName,
  output: { readonly dtype: Dtype; readonly shape: Shape },
  attributes: Attributes,
  tensors: readonly Tensor[],
): OpCase => {
  const next = { input: 0, constant: 0 }
  const operands = tensors.map(({ dtype, shape }, i): Operand => {
    const source = constantOperands[op]?.includes(i) ? 'constant' : 'input'
    return { source, index: next[source]++, dtype, shape }
  })
  return { name, node: { op, ...output, operands, attributes }, operands: tensors.map(({ bytes }) => bytes) }
}
