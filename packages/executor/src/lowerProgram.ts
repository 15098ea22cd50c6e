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
  const inputs: GraphTensor[] = []
  /** An input in the dims that its first reader wants: the bytes are the same, and a view costs a run as much as a small tensor. */
  const input = (index: number, dims: readonly number[]): GraphTensor => {
    const { dtype } = program.inputs[index]!
    if (dtype === 'f32') throw new UnsupportedProgramError('an input', 'is f32, which only constants can be')
    inputs[index] ??= { name: graph.input(`input${index}`, dtype, dims), dtype, shape: dims }
    return inputs[index]
  }
  const nodes: string[] = []

  const lowerOperand = (operand: Operand): LoweredOperand => {
    const { source, index, dtype, shape } = operand
    if (source === 'constant') {
      const constant = constants[index]!
      return { dtype, shape, constant, value: (dims = shape) => graph.constant(dtype, dims, constant) }
    }
    const natural = source === 'input' ? program.inputs[index]! : program.nodes[index]!
    const value = (dims: readonly number[] = shape) => {
      const known = source === 'input' ? input(index, dims) : { name: nodes[index]!, shape: natural.shape }
      const isThat = dims.length === known.shape.length && known.shape.every((size, axis) => size === dims[axis])
      return isThat ? known.name : graph.add('Reshape', [known.name, graph.int64s(dims)])
    }
    return { dtype, shape, constant: undefined, value }
  }

  for (const node of program.nodes) {
    const name = lowerings[node.op]({ graph, mode, exactSums }, node, node.operands.map(lowerOperand))
    nodes.push(name)
  }
  for (const [index, { shape }] of program.inputs.entries()) input(index, shape)
  const placement = placeOutputs(graph, program.nodes, nodes)
  return { onnx: graph.encode(), inputs, placement }
}
