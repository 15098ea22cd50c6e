import onnxProto from 'onnx-proto'
import { SHAPES } from './network.ts'

const { onnx } = onnxProto
const FLOAT = onnx.TensorProto.DataType.FLOAT

interface Parameter {
  readonly name: string
  readonly dims: readonly number[]
  readonly values: Float32Array
}

/**
 * The network of network.ts as ONNX (opset 13, batch 1, static shapes, NCHW). Convolution weights are turned from HWIO
 * to OIHW, the dense layer's from [in, out] to [out, in] (Gemm with transB).
 */
export function exportOnnx(parameters: Readonly<Record<string, Float32Array>>): Uint8Array {
  const initializers: Parameter[] = []
  for (const [name, shape] of Object.entries(SHAPES)) {
    const weight = parameters[`${name}.weight`] ?? new Float32Array()
    const bias = parameters[`${name}.bias`] ?? new Float32Array()
    const out = shape.at(-1) ?? 1
    const inner = shape.length === 4 ? shape[2] : shape[0]
    const taps = weight.length / (inner * out)
    const turned = new Float32Array(weight.length)
    for (let t = 0; t < taps; t++)
      for (let i = 0; i < inner; i++)
        for (let o = 0; o < out; o++) turned[(o * inner + i) * taps + t] = weight[(t * inner + i) * out + o] ?? 0
    const dims = shape.length === 4 ? [out, inner, shape[0], shape[1]] : [out, inner]
    initializers.push(
      { name: `${name}.weight`, dims, values: turned },
      { name: `${name}.bias`, dims: [out], values: bias },
    )
  }

  const ints = (name: string, values: number[]) => ({
    name,
    type: onnx.AttributeProto.AttributeType.INTS,
    ints: values,
  })
  const int = (name: string, value: number) => ({ name, type: onnx.AttributeProto.AttributeType.INT, i: value })
  const node = (opType: string, name: string, input: string[], attribute: object[] = []) => ({
    opType,
    name,
    input,
    output: [name === 'dense' ? 'logits' : name],
    attribute,
  })
  const conv = (name: string, x: string, kernel: number, stride: number, pads: number[]) =>
    node(
      'Conv',
      name,
      [x, `${name}.weight`, `${name}.bias`],
      [ints('kernel_shape', [kernel, kernel]), ints('strides', [stride, stride]), ints('pads', pads)],
    )
  const nodes = [
    // "same" at stride 2 pads one before and two after.
    conv('conv1', 'pixels', 5, 2, [1, 1, 2, 2]),
    node('Relu', 'relu1', ['conv1']),
    conv('conv2', 'relu1', 3, 1, [1, 1, 1, 1]),
    node('Relu', 'relu2', ['conv2']),
    node('MaxPool', 'pool', ['relu2'], [ints('kernel_shape', [2, 2]), ints('strides', [2, 2])]),
    conv('conv3', 'pool', 3, 1, [1, 1, 1, 1]),
    node('Add', 'residual', ['pool', 'conv3']),
    node('Relu', 'relu3', ['residual']),
    conv('conv4', 'relu3', 3, 1, [0, 0, 0, 0]),
    node('Relu', 'relu4', ['conv4']),
    node('GlobalAveragePool', 'average', ['relu4']),
    node('Flatten', 'features', ['average']),
    node('Gemm', 'dense', ['features', 'dense.weight', 'dense.bias'], [int('transB', 1)]),
  ]
  const valueInfo = (name: string, dims: number[]) => ({
    name,
    type: { tensorType: { elemType: FLOAT, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
  })
  const model = onnx.ModelProto.fromObject({
    irVersion: 7,
    producerName: 'assay digits',
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'digits',
      node: nodes,
      input: [valueInfo('pixels', [1, 1, 28, 28])],
      output: [valueInfo('logits', [1, 10])],
      initializer: initializers.map(({ name, dims, values }) => ({
        name,
        dims: [...dims],
        dataType: FLOAT,
        rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      })),
    },
  })
  return onnx.ModelProto.encode(model).finish()
}
