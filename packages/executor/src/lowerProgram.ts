import type { Model, Operand, OpName } from '@assay/program'
import type { ConstantFile } from './ConstantFile.ts'
import { UnsupportedProgramError } from './errors.ts'
import { Graph } from './Graph.ts'
import type { ExactSums } from './kernels/sumQuantised.ts'
import type { KernelMode, LoweredOperand, Lowering } from './Lowering.ts'
import { type Placement, placeOutputs } from './placeOutputs.ts'
import type { GraphTensor } from './runtime/OrtSession.ts'

export interface LoweredProgram {
  /** The ONNX model. */
  readonly onnx: Uint8Array
  /** The graph's input for each of the program's. */
  readonly inputs: readonly GraphTensor[]
  readonly placement: Placement
}

/**
 * Turns a program into one ONNX graph in which every node's tensor is an output.
 * @param file takes the larger constants; without one they are part of the graph
 */
export function lowerProgram(
  { program, constants }: Model,
  lowerings: Readonly<Record<OpName, Lowering>>,
  mode: KernelMode,
  exactSums: ExactSums = new Map(),
  file?: ConstantFile,
): LoweredProgram {
  const graph = new Graph(file)
  const inputs = program.inputs.map(({ dtype, shape }, index) => {
    if (dtype === 'f32') throw new UnsupportedProgramError('an input', 'is f32, which only constants can be')
    return { name: graph.input(`input${index}`, dtype, shape), dtype, shape }
  })
  const nodes: string[] = []
  const named = { input: inputs.map(({ name }) => name), node: nodes }

  const lowerOperand = (operand: Operand): LoweredOperand => {
    const { source, index, dtype, shape } = operand
    if (source === 'constant') {
      const constant = constants[index]!
      return { dtype, shape, constant, value: (dims = shape) => graph.constant(dtype, dims, constant) }
    }
    const natural = source === 'input' ? program.inputs[index]! : program.nodes[index]!
    const value = (dims: readonly number[] = shape) => {
      const name = named[source][index]!
      const isNatural = dims.length === 4 && natural.shape.every((size, axis) => size === dims[axis])
      return isNatural ? name : graph.add('Reshape', [name, graph.int64s(dims)])
    }
    return { dtype, shape, constant: undefined, value }
  }

  for (const node of program.nodes) {
    const name = lowerings[node.op]({ graph, mode, exactSums }, node, node.operands.map(lowerOperand))
    nodes.push(name)
  }
  const placement = placeOutputs(graph, program.nodes, nodes)
  return { onnx: graph.encode(), inputs, placement }
}
