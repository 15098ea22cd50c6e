import type { Operand, TensorBytes } from './types.ts'

export interface Tensors {
  readonly inputs: readonly TensorBytes[]
  readonly constants: readonly TensorBytes[]
  /** Outputs of the nodes so far. */
  readonly nodes: readonly TensorBytes[]
}

/** The bytes an operand refers to. A view has the bytes of its source. */
export const operandBytes = (operand: Operand, tensors: Tensors): TensorBytes => {
  const table = { input: tensors.inputs, constant: tensors.constants, node: tensors.nodes }[operand.source]
  return table[operand.index]!
}
