import type { Model, Operand, TensorType } from '@assay/program'

/**
 * The same nodes, each reading inputs of its own where it read earlier nodes. So each can be run on extreme values that
 * the program might never bring it. (Not a valid program: it may have any number of inputs.)
 */
export function detachNodes({ program, constants }: Model): Model {
  const inputs: TensorType[] = [...program.inputs]
  const detach = (operand: Operand): Operand => {
    if (operand.source !== 'node') return operand
    const { dtype, shape } = operand
    inputs.push({ dtype, shape })
    return { source: 'input', index: inputs.length - 1, dtype, shape }
  }
  const nodes = program.nodes.map((node) => ({ ...node, operands: node.operands.map(detach) }))
  return { program: { ...program, inputs, nodes }, constants }
}
