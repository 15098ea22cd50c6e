import type { Attributes, Dtype, Model, Node, Operand, OpName, Shape, TensorType } from '@assay/program'
import { tensorBytes } from '@assay/program'
import { ProofError } from '../src/index.ts'

/** Puts a model together node by node; every method returns the operand that refers to what it added. */
export class ModelBuilder {
  readonly #inputs: TensorType[] = []
  readonly #constantTypes: TensorType[] = []
  readonly #constants: Uint8Array[] = []
  readonly #nodes: Node[] = []

  input(dtype: Dtype, shape: Shape): Operand {
    return { source: 'input', index: this.#inputs.push({ dtype, shape }) - 1, dtype, shape }
  }

  constant(dtype: Dtype, shape: Shape, bytes: Uint8Array): Operand {
    this.#constants.push(bytes)
    return { source: 'constant', index: this.#constantTypes.push({ dtype, shape }) - 1, dtype, shape }
  }

  /** i32 elements, as [1, 1, 1, n] */
  ints(values: readonly number[]): Operand {
    return this.constant(
      'i32',
      [1, 1, 1, values.length],
      littleEndian(values, (view, at, value) => view.setInt32(at, value, true)),
    )
  }

  /** f32 elements, as [1, 1, 1, n] */
  floats(values: readonly number[]): Operand {
    return this.constant(
      'f32',
      [1, 1, 1, values.length],
      littleEndian(values, (view, at, value) => view.setFloat32(at, value, true)),
    )
  }

  node(op: OpName, dtype: Dtype, shape: Shape, operands: readonly Operand[], attributes: Attributes = {}): Operand {
    return { source: 'node', index: this.#nodes.push({ op, dtype, shape, operands, attributes }) - 1, dtype, shape }
  }

  build(constantChunkLog2: number, activationChunkLog2: number): Model {
    const program = {
      nodes: this.#nodes,
      inputs: this.#inputs,
      constants: this.#constantTypes,
      constantChunkLog2,
      activationChunkLog2,
    }
    return { program, constants: this.#constants }
  }
}

/** The same bytes through another shape. */
export function reshape(operand: Operand, shape: Shape): Operand {
  if (tensorBytes({ ...operand, shape }) !== tensorBytes(operand))
    throw new ProofError(`${operand.shape} is not ${shape}`)
  return { ...operand, shape }
}

function littleEndian(
  values: readonly number[],
  write: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) write(view, 4 * i, value)
  return bytes
}
