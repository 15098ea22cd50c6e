import onnxProto from 'onnx-proto'
import type { ConstantFile } from './ConstantFile.ts'
import { type OnnxType, typeCode, typeSize } from './runtime/onnxType.ts'

const { onnx } = onnxProto

/** The first opset with BitwiseXor on bytes and with reduction axes as an input. */
const OPSET = 18
const IR_VERSION = 8

/** Smaller constants stay in the graph: a mapping of its own would cost more. */
const LEAST_FILED_BYTES = 1024

type AttributeValue = number | string | readonly number[]

/**
 * An ONNX graph under construction. Nodes with equal operator, inputs and attributes are one node, so lowerings may ask
 * for the same conversion or view as often as they need it.
 */
export class Graph {
  readonly #nodes: onnxProto.onnx.INodeProto[] = []
  readonly #inputs: onnxProto.onnx.IValueInfoProto[] = []
  readonly #outputs = new Map<string, onnxProto.onnx.IValueInfoProto>()
  readonly #initializers: onnxProto.onnx.ITensorProto[] = []
  readonly #known = new Map<string, string>()
  readonly #file: ConstantFile | undefined
  #scratch = new Uint8Array(0)

  /** @param file takes the larger constants; without one they are part of the graph */
  constructor(file?: ConstantFile) {
    this.#file = file
  }

  /** Adds one operator with one output and returns that output's name. An empty input name is an absent input. */
  add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    domain: '' | 'com.microsoft' = '',
  ): string {
    const key = JSON.stringify([domain, operator, inputs, attributes])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const output = `v${this.#nodes.length}`
    this.#nodes.push({
      name: `${operator}_${this.#nodes.length}`,
      opType: operator,
      domain,
      input: [...inputs],
      output: [output],
      attribute: Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value)),
    })
    this.#known.set(key, output)
    return output
  }

  /** Adds a constant tensor; `bytes` are little-endian, row-major. */
  constant(dtype: OnnxType, dims: readonly number[], bytes: Uint8Array): string {
    const name = `c${this.#initializers.length}`
    const type = { name, dataType: typeCode[dtype], dims: [...dims] }
    const filed = bytes.length >= LEAST_FILED_BYTES ? this.#file?.add(bytes) : undefined
    if (filed === undefined) this.#initializers.push({ ...type, rawData: bytes })
    else {
      const externalData = Object.entries(filed).map(([key, value]) => ({ key, value: `${value}` }))
      this.#initializers.push({ ...type, dataLocation: onnx.TensorProto.DataLocation.EXTERNAL, externalData })
    }
    return name
  }

  /** Memory to make a constant's bytes in: its own, or, as the file takes a copy, that of the one before. */
  scratch(length: number): Uint8Array {
    if (this.#file === undefined || length < LEAST_FILED_BYTES) return new Uint8Array(length)
    if (this.#scratch.length < length) this.#scratch = new Uint8Array(length)
    return this.#scratch.subarray(0, length)
  }

  /** A one-element constant without dimensions. */
  scalar(dtype: OnnxType, value: number): string {
    const key = `scalar ${dtype} ${value}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const name = this.constant(dtype, [], scalarBytes(dtype, value))
    this.#known.set(key, name)
    return name
  }

  /** An int64 vector, as ONNX takes shapes, axes and pads. */
  int64s(values: readonly number[]): string {
    const key = `int64s ${values.join()}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
    const name = this.constant('i64', [values.length], bytes)
    this.#known.set(key, name)
    return name
  }

  input(name: string, dtype: OnnxType, dims: readonly number[]): string {
    this.#inputs.push(describe(name, dtype, dims))
    return name
  }

  /**
   * Makes a value an output of the graph; naming it twice is naming it once.
   * @returns its name as an output: an input becomes one under another, for ONNX Runtime hands inputs on without writing them
   */
  output(name: string, dtype: OnnxType, dims: readonly number[]): string {
    const own = this.#inputs.some((input) => input.name === name) ? this.add('Identity', [name]) : name
    this.#outputs.set(own, describe(own, dtype, dims))
    return own
  }

  encode(): Uint8Array {
    return onnx.ModelProto.encode({
      irVersion: IR_VERSION,
      producerName: 'assay',
      opsetImport: [
        { domain: '', version: OPSET },
        { domain: 'com.microsoft', version: 1 },
      ],
      graph: {
        name: 'program',
        node: this.#nodes,
        input: this.#inputs,
        output: [...this.#outputs.values()],
        initializer: this.#initializers,
      },
    }).finish()
  }
}

function encodeAttribute(name: string, value: AttributeValue): onnxProto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value }
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) }
  return { name, type: AttributeType.INTS, ints: [...value] }
}

function describe(name: string, dtype: OnnxType, dims: readonly number[]): onnxProto.onnx.IValueInfoProto {
  const dim = dims.map((dimValue) => ({ dimValue }))
  return { name, type: { tensorType: { elemType: typeCode[dtype], shape: { dim } } } }
}

function scalarBytes(dtype: OnnxType, value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8))
  switch (dtype) {
    case 'f32':
      view.setFloat32(0, value, true)
      break
    case 'f64':
      view.setFloat64(0, value, true)
      break
    default:
      view.setBigInt64(0, BigInt(value), true)
  }
  return new Uint8Array(view.buffer, 0, typeSize[dtype])
}
