import onnxProto, { type onnx } from 'onnx-proto'
import { dice } from './mutateOnnx.ts'

const NUMBERS = [
  0,
  -1,
  1,
  2,
  3,
  7,
  8,
  9,
  255,
  256,
  65_537,
  2 ** 20,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  2 ** 40,
  2 ** 53,
  -(2 ** 53),
]
const TYPES = [0, 1, 2, 3, 6, 7, 9, 10, 11, 16, 99]
const OPS = [
  'Conv',
  'ConvTranspose',
  'MatMul',
  'Gemm',
  'Reshape',
  'Concat',
  'Slice',
  'Pad',
  'Gather',
  'Resize',
  'Split',
  'Expand',
  'Tile',
  'Range',
  'ConstantOfShape',
  'Softmax',
  'LayerNormalization',
  'ReduceMean',
  'ReduceMax',
  'ArgMax',
  'Transpose',
  'Where',
  'Pow',
  'Cast',
  'Add',
  'Mul',
  'Div',
  'Shape',
  'Squeeze',
  'Unsqueeze',
  'Flatten',
  'DepthToSpace',
  'SpaceToDepth',
  'Upsample',
  'QuantizeLinear',
  'DequantizeLinear',
  'If',
  'Loop',
  'Identity',
  'BatchNormalization',
  'MaxPool',
  'AveragePool',
  'GlobalAveragePool',
  'Trilu',
  'Clip',
  'Constant',
]

/** A valid file taken apart, one to three of its fields set to something hostile, and put together again. */
export function mutateModel(original: Uint8Array, seed: number): Uint8Array {
  const pick = dice(seed)
  const model = onnxProto.onnx.ModelProto.decode(original)
  for (let edit = pick(3); edit >= 0; edit--) EDITS[pick(EDITS.length)]!(model.graph as onnx.GraphProto, pick, model)
  return onnxProto.onnx.ModelProto.encode(model).finish()
}

type Pick = (below: number) => number
type Edit = (graph: onnx.GraphProto, pick: Pick, model: onnx.ModelProto) => void

const any = <T>(list: readonly T[] | null | undefined, pick: Pick): T | undefined => list?.[pick(list.length)]
const number = (pick: Pick): number => NUMBERS[pick(NUMBERS.length)]!
const nameOf = (graph: onnx.GraphProto, pick: Pick): string =>
  any([...graph.node.flatMap(({ output, input }) => [...(output ?? []), ...(input ?? [])]), ''], pick) ?? ''

const tensorEdit =
  (change: (tensor: onnx.ITensorProto, pick: Pick) => void): Edit =>
  (graph, pick) => {
    const tensor = any(graph.initializer, pick)
    if (tensor !== undefined) change(tensor, pick)
  }
const nodeEdit =
  (change: (node: onnx.INodeProto, pick: Pick, graph: onnx.GraphProto) => void): Edit =>
  (graph, pick) => {
    const node = any(graph.node, pick)
    if (node !== undefined) change(node, pick, graph)
  }

const EDITS: readonly Edit[] = [
  tensorEdit((tensor, pick) => (tensor.dims = [number(pick), ...(tensor.dims ?? []).slice(1)])),
  tensorEdit((tensor, pick) => (tensor.dims = Array.from({ length: pick(12) }, () => number(pick)))),
  tensorEdit((tensor, pick) => (tensor.dataType = TYPES[pick(TYPES.length)]!)),
  tensorEdit((tensor, pick) => (tensor.rawData = new Uint8Array(pick(64)))),
  tensorEdit(
    (tensor, pick) =>
      (tensor.floatData = Array.from({ length: pick(40) }, () => [Number.NaN, 1e38, -1e38, 0, Infinity][pick(5)]!)),
  ),
  tensorEdit((tensor) => {
    tensor.dataLocation = 1
    tensor.externalData = [{ key: 'location', value: '../../../../etc/passwd' }]
  }),
  tensorEdit((tensor, pick) => (tensor.name = 'n'.repeat(1 + pick(100_000)))),
  (graph, pick) => {
    const tensor = any(graph.initializer, pick)
    for (let i = pick(3000); i > 0 && tensor !== undefined; i--) graph.initializer.push({ ...tensor, name: `copy${i}` })
  },
  (graph, pick) => {
    const dim = any(any(graph.input, pick)?.type?.tensorType?.shape?.dim, pick)
    if (dim !== undefined) dim.dimValue = number(pick)
  },
  (graph, pick) => {
    const type = any(graph.input, pick)?.type?.tensorType
    if (type != null) type.elemType = TYPES[pick(TYPES.length)]!
  },
  (graph, pick) => {
    const node = any(graph.node, pick)
    // A long chain of the same operator, each reading the last.
    for (let i = pick(1500); i > 0 && node !== undefined; i--)
      graph.node.push({
        ...node,
        name: `again${i}`,
        input: [`again${i + 1}`, ...(node.input ?? []).slice(1)],
        output: [`again${i}`],
      })
  },
  nodeEdit(
    (node, pick, graph) =>
      (node.input = (node.input ?? []).map((name) => (pick(2) === 0 ? nameOf(graph, pick) : name))),
  ),
  nodeEdit((node, pick, graph) => (node.output = [nameOf(graph, pick)])),
  nodeEdit((node, pick) => (node.input = (node.input ?? []).slice(0, pick(3)))),
  nodeEdit((node, pick, graph) => (node.input = [...(node.input ?? []), nameOf(graph, pick), nameOf(graph, pick)])),
  nodeEdit((node, pick) => (node.opType = OPS[pick(OPS.length)]!)),
  nodeEdit((node, pick) => (node.opType = OPS[pick(OPS.length)]!)),
  nodeEdit((node, pick) => {
    const attribute = any(node.attribute, pick)
    if (attribute == null) return
    attribute.i = number(pick)
    attribute.f = [Number.NaN, Infinity, -1, 0, 1e-30][pick(5)]!
    attribute.ints = Array.from({ length: pick(10) }, () => number(pick))
  }),
  nodeEdit((node, pick) => {
    const names = [
      'axis',
      'axes',
      'pads',
      'strides',
      'kernel_shape',
      'dilations',
      'group',
      'perm',
      'to',
      'blocksize',
      'keepdims',
      'split',
      'starts',
      'ends',
      'scales',
      'output_shape',
      'output_padding',
      'antialias',
    ]
    const name = names[pick(names.length)]!
    const ints = pick(2) === 0
    node.attribute = [
      ...(node.attribute ?? []),
      ints
        ? { name, type: 7, ints: Array.from({ length: pick(6) }, () => number(pick)) }
        : { name, type: 2, i: number(pick) },
    ]
  }),
  // A graph inside a node, itself nested.
  nodeEdit((node, pick) => {
    let inner: onnx.IGraphProto = { node: [{ opType: 'Relu' }], name: 'inner' }
    for (let i = pick(40); i > 0; i--)
      inner = { name: `g${i}`, node: [{ opType: 'If', attribute: [{ name: 'then_branch', type: 5, g: inner }] }] }
    node.attribute = [{ name: 'then_branch', type: 5, g: inner }]
  }),
  (graph, pick) => {
    graph.output = [...graph.output, { name: nameOf(graph, pick) }]
    if (pick(2) === 0) graph.output = graph.output.slice(1)
  },
  (_, pick, model) => {
    for (const set of model.opsetImport) set.version = number(pick)
  },
]
