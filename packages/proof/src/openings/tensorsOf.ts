import type { Operand, Program, TensorType } from '@assay/program'

/** The tensors that a list commits to. */
export function tensorsOf(program: Program, tree: Operand['source']): readonly TensorType[] {
  return { input: program.inputs, constant: program.constants, node: program.nodes }[tree]
}
