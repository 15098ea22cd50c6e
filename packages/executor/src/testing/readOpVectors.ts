import { readFileSync } from 'node:fs'
import { decodeDescriptor, type Model, type OpName, type TensorType } from '@assay/program'

export interface OpVector {
  readonly name: string
  readonly model: Model
  readonly inputs: readonly Uint8Array[]
  readonly output: Uint8Array
}

const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.slice(2), 'hex'))

/** The cases of vectors/ops/<op>.json, each as a model of one node. */
export function readOpVectors(op: OpName): OpVector[] {
  const file = new URL(`../../../../vectors/ops/${op}.json`, import.meta.url)
  const columns = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>
  return columns.names!.map((name, row) => {
    const node = decodeDescriptor(fromHex(columns.descriptors![row]!))
    const types: Record<string, TensorType[]> = { input: [], constant: [] }
    const values: Record<string, Uint8Array[]> = { input: [], constant: [] }
    node.operands.forEach(({ source, index, dtype, shape }, operand) => {
      types[source]![index] = { dtype, shape }
      values[source]![index] = fromHex(columns[`operands${operand}`]![row]!)
    })
    const { input: inputs, constant: constants } = types
    const program = {
      nodes: [node],
      inputs: inputs!,
      constants: constants!,
      constantChunkLog2: 10,
      activationChunkLog2: 10,
    }
    const model = { program, constants: values.constant! }
    return { name, model, inputs: values.input!, output: fromHex(columns.outputs![row]!) }
  })
}
