import onnxProto from 'onnx-proto'

const { onnx } = onnxProto
const kinds = onnx.AttributeProto.AttributeType

export interface NodeSpec {
  readonly op: string
  readonly name?: string
  readonly domain?: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes?: Readonly<Record<string, number | string | readonly number[] | readonly string[]>>
}

export interface ConstantSpec {
  readonly shape: readonly number[]
  readonly values: readonly number[]
  /** ONNX TensorProto.DataType: 1 float, 2 uint8, 3 int8, 6 int32, 7 int64, 9 bool. */
  readonly type?: 1 | 2 | 3 | 6 | 7 | 9
}

export interface ModelSpec {
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>
  /** ONNX TensorProto.DataType of inputs that are not float. */
  readonly inputTypes?: Readonly<Record<string, number>>
  readonly outputs: readonly string[]
  /** Of outputs that are not float. */
  readonly outputTypes?: Readonly<Record<string, number>>
  readonly nodes: readonly NodeSpec[]
  readonly constants?: Readonly<Record<string, ConstantSpec>>
  readonly opset?: number
}

/** An ONNX file for a test. */
export function buildOnnx(spec: ModelSpec): Uint8Array {
  const model = onnx.ModelProto.fromObject({
    irVersion: 8,
    opsetImport: [
      { domain: '', version: spec.opset ?? 13 },
      { domain: 'com.microsoft', version: 1 },
      { domain: 'ai.onnx.ml', version: 1 },
    ],
    graph: {
      name: 'test',
      node: spec.nodes.map((node, index) => ({
        opType: node.op,
        domain: node.domain ?? '',
        name: node.name ?? `${node.op.toLowerCase()}${index}`,
        input: [...node.inputs],
        output: [...node.outputs],
        attribute: Object.entries(node.attributes ?? {}).map(([name, value]) => attribute(name, value)),
      })),
      input: Object.entries(spec.inputs).map(([name, dims]) => ({
        name,
        type: {
          tensorType: {
            elemType: spec.inputTypes?.[name] ?? 1,
            shape: { dim: dims.map((dim) => (typeof dim === 'string' ? { dimParam: dim } : { dimValue: dim })) },
          },
        },
      })),
      output: spec.outputs.map((name) => ({ name, type: { tensorType: { elemType: spec.outputTypes?.[name] ?? 1 } } })),
      initializer: Object.entries(spec.constants ?? {}).map(([name, { shape, values, type = 1 }]) => ({
        name,
        dims: [...shape],
        dataType: type,
        ...(type === 1
          ? { floatData: [...values] }
          : type === 7
            ? { int64Data: [...values] }
            : { int32Data: [...values] }),
      })),
    },
  })
  return onnx.ModelProto.encode(model).finish()
}

const FLOATS = ['value', 'ratio', 'alpha', 'beta', 'gamma', 'epsilon', 'min', 'max', 'value_float']

/** Lists of floats, by their names. */
const FLOAT_LISTS = ['scales', 'nodes_values', 'target_weights', 'class_weights', 'base_values']

const attribute = (name: string, value: number | string | readonly number[] | readonly string[]) => {
  if (typeof value === 'string') return { name, type: kinds.STRING, s: new TextEncoder().encode(value) }
  if (typeof value !== 'number') {
    if (typeof value[0] === 'string')
      return { name, type: kinds.STRINGS, strings: value.map((text) => new TextEncoder().encode(String(text))) }
    return FLOAT_LISTS.includes(name)
      ? { name, type: kinds.FLOATS, floats: [...value] }
      : { name, type: kinds.INTS, ints: [...value] }
  }
  return FLOATS.includes(name) ? { name, type: kinds.FLOAT, f: value } : { name, type: kinds.INT, i: value }
}
