import onnxProto from 'onnx-proto'

const { onnx } = onnxProto
const kinds = onnx.AttributeProto.AttributeType

/** A whole number or an array of them; a real number as `{ float }`; a text. */
export type Attribute = number | readonly number[] | { readonly float: number } | string

/** Writes float32 ONNX files (opset 17) operator by operator; images are NCHW, as ONNX wants them. */
export class FloatGraph {
  readonly #nodes: object[] = []
  readonly #inputs: object[] = []
  readonly #initializers: object[] = []
  readonly #taken = new Set<string>()

  input(name: string, dims: readonly number[], elemType = onnx.TensorProto.DataType.FLOAT): string {
    this.#inputs.push({
      name,
      type: { tensorType: { elemType, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
    })
    return name
  }

  /** float32 numbers as a constant. */
  constant(name: string, dims: readonly number[], values: Float32Array | readonly number[]): string {
    const floats = Float32Array.from(values)
    const rawData = new Uint8Array(floats.buffer)
    this.#initializers.push({ name, dims: [...dims], dataType: onnx.TensorProto.DataType.FLOAT, rawData })
    return name
  }

  /** int64 numbers as a constant. */
  integers(name: string, values: readonly number[], dims: readonly number[] = [values.length]): string {
    const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
    this.#initializers.push({ name, dims: [...dims], dataType: onnx.TensorProto.DataType.INT64, rawData })
    return name
  }

  /** Adds an operator and returns its only output. */
  add(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    let output = name
    for (let i = 2; this.#taken.has(output); i++) output = `${name}_${i}`
    this.#taken.add(output)
    const attribute = Object.entries(attributes).map(([key, value]) => encodeAttribute(key, value))
    this.#nodes.push({ opType: op, name: output, input: [...inputs], output: [output], attribute })
    return output
  }

  encode(output: string, dims: readonly number[], producerName = 'assay'): Uint8Array {
    const type = { tensorType: { elemType: 1, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } }
    const model = onnx.ModelProto.fromObject({
      irVersion: 8,
      producerName,
      opsetImport: [{ domain: '', version: 17 }],
      graph: {
        name: 'graph',
        node: this.#nodes,
        input: this.#inputs,
        output: [{ name: output, type }],
        initializer: this.#initializers,
      },
    })
    return onnx.ModelProto.encode(model).finish()
  }
}

const encodeAttribute = (name: string, value: Attribute): object => {
  if (typeof value === 'string') return { name, type: kinds.STRING, s: new TextEncoder().encode(value) }
  if (typeof value === 'number') return { name, type: kinds.INT, i: value }
  if ('float' in value) return { name, type: kinds.FLOAT, f: value.float }
  return { name, type: kinds.INTS, ints: [...value] }
}
