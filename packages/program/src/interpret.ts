import { checkRange } from './checkRange.ts'
import { interpretNode } from './interpretNode.ts'
import { operandBytes } from './operandBytes.ts'
import { tensorBytes } from './tensorBytes.ts'
import type { Model, TensorBytes } from './types.ts'

/**
 * Runs a model whose program is valid.
 * @returns the tensor of every node, in order; the last is the output
 * @throws ProgramError if the inputs are not as many or as long as the program says
 */
export const interpret = ({ program, constants }: Model, inputs: readonly TensorBytes[]): TensorBytes[] => {
  checkRange({ field: 'number of inputs' }, inputs.length, program.inputs.length, program.inputs.length)
  program.inputs.forEach((type, i) => {
    const next = `Give input ${i} as ${type.dtype} [${type.shape}].`
    checkRange({ field: `inputs[${i}] bytes`, next }, inputs[i]!.length, tensorBytes(type), tensorBytes(type))
  })
  const nodes: TensorBytes[] = []
  for (const node of program.nodes)
    nodes.push(
      interpretNode(
        node,
        node.operands.map((operand) => operandBytes(operand, { inputs, constants, nodes })),
      ),
    )
  return nodes
}
