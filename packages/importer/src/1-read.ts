import onnxProto, { type onnx } from 'onnx-proto'
import { checkWire } from './checkWire.ts'
import { type BadWeight, type DynamicDimension, DynamicShapeError, OnnxError, WeightError } from './errors.ts'
import { findBounds } from './findBounds.ts'
import type { Attribute, Constant, Graph, GraphNode, ValueInfo } from './graph.ts'
import { limits } from './limits.ts'
import { dtypeOf, readTensor } from './readTensor.ts'
import { sortNodes } from './sortNodes.ts'
import { supportedOps } from './supportedOps.ts'
import { toInteger } from './toInteger.ts'
import { unknownOps } from './unknownOps.ts'

export interface ReadOptions {
  /** Shapes for inputs that the file leaves open, by input name. */
  readonly inputShapes?: Readonly<Record<string, readonly number[]>>
}

/**
 * Pass 1: bytes to a graph. Everything is checked that later passes rely on: sizes, element types, static shapes,
 * finite weights, and that every value is defined once, before it is used.
 * @throws OnnxError, DynamicShapeError, WeightError
 */
export function read(bytes: Uint8Array, options: ReadOptions = {}): Graph {
  if (bytes.length === 0 || bytes.length > limits.fileBytes)
    throw new OnnxError('file', `${bytes.length} bytes; an ONNX model has between 1 and ${limits.fileBytes}.`)
  checkWire(bytes)
  const { graph, opset } = decode(bytes)

  const constants = new Map<string, Constant>()
  for (const tensor of graph.initializer ?? []) {
    const name = tensor.name ?? ''
    if (constants.has(name)) throw new OnnxError(`initializer "${name}"`, 'defined twice.')
    constants.set(name, readTensor(tensor, `initializer "${name}"`))
  }
  if ((graph.sparseInitializer?.length ?? 0) > 0)
    throw new OnnxError('file', 'sparse initializers are not read. Export the model with dense weights.')
  const nodes = (graph.node ?? []).map(readNode)
  if (nodes.length === 0 || nodes.length > limits.nodes)
    throw new OnnxError('file', `${nodes.length} nodes; a model has between 1 and ${limits.nodes}.`)
  checkWeights(constants, nodes)

  // Before IR version 4 initializers were listed among the inputs too.
  const declared = (graph.input ?? []).filter(({ name }) => !constants.has(name ?? ''))
  const outputs = (graph.output ?? []).map(({ name }) => name ?? '')
  if (outputs.length === 0) throw new OnnxError('file', 'the graph has no outputs.')
  const { inputs, dynamic } = readInputs(declared, options)
  if (inputs.length === 0) throw new OnnxError('file', 'the graph has no inputs.')
  const sorted = sortNodes(nodes, [...constants.keys(), ...inputs.map(({ name }) => name)], outputs)
  if (dynamic.length > 0) throw new DynamicShapeError(dynamic, unknownOps(sorted, outputs), supportedOps())

  return {
    name: graph.name ?? '',
    inputs,
    outputs,
    constants,
    nodes: sorted,
    opset,
  }
}

const proto = onnxProto.onnx

function decode(bytes: Uint8Array): { graph: onnx.IGraphProto; opset: number } {
  let model: onnx.ModelProto
  try {
    model = proto.ModelProto.decode(bytes)
  } catch (cause) {
    const message = `truncated or not an ONNX model (${bytes.length} bytes). Export or download it again.`
    throw new OnnxError('file', message, { cause })
  }
  if (model.graph == null) throw new OnnxError('file', 'it holds no graph; is it an ONNX model?')
  if ((model.functions?.length ?? 0) > 0)
    throw new OnnxError('file', 'it defines functions of its own. Inline them (onnx.inliner) before importing.')
  const standard = model.opsetImport.find(({ domain }) => (domain ?? '') === '' || domain === 'ai.onnx')
  return { graph: model.graph, opset: toInteger(standard?.version ?? 1, 'opset') }
}

function readNode(node: onnx.INodeProto, index: number): GraphNode {
  const domain = node.domain ?? ''
  const op = domain === '' || domain === 'ai.onnx' ? (node.opType ?? '') : `${domain}.${node.opType ?? ''}`
  const name = node.name === undefined || node.name === null || node.name === '' ? `${op}_${index}` : node.name
  const where = `node "${name}" (${op})`
  const attributes = new Map<string, Attribute>()
  for (const attribute of node.attribute ?? []) {
    const value = readAttribute(attribute, where)
    if (value !== undefined) attributes.set(attribute.name ?? '', value)
  }
  return { op, name, inputs: node.input ?? [], outputs: node.output ?? [], attributes }
}

/** Undefined for kinds (graphs, sparse tensors) that only unsupported operators carry. */
function readAttribute(attribute: onnx.IAttributeProto, where: string): Attribute | undefined {
  const at = `${where}, attribute "${attribute.name}"`
  const kinds = proto.AttributeProto.AttributeType
  switch (attribute.type) {
    case kinds.FLOAT:
      return attribute.f ?? 0
    case kinds.INT:
      return toInteger(attribute.i ?? 0, at)
    case kinds.STRING:
      return new TextDecoder().decode(attribute.s ?? new Uint8Array())
    case kinds.FLOATS:
      return attribute.floats ?? []
    case kinds.INTS:
      return (attribute.ints ?? []).map((value) => toInteger(value, at))
    case kinds.STRINGS:
      return (attribute.strings ?? []).map((value) => new TextDecoder().decode(value))
    case kinds.TENSOR:
      if (attribute.t == null) throw new OnnxError(at, 'says it is a tensor and holds none.')
      return readTensor(attribute.t, at)
    default:
      return undefined
  }
}

function readInputs(
  declared: readonly onnx.IValueInfoProto[],
  options: ReadOptions,
): { readonly inputs: ValueInfo[]; readonly dynamic: readonly DynamicDimension[] } {
  const dynamic: DynamicDimension[] = []
  const inputs = declared.map((info) => {
    const name = info.name ?? ''
    const tensor = info.type?.tensorType
    if (tensor == null) throw new OnnxError(`input "${name}"`, 'is not a tensor.')
    const dtype = dtypeOf(tensor.elemType)
    if (dtype === undefined)
      throw new OnnxError(`input "${name}"`, `element type ${tensor.elemType} cannot be read; use float32 or (u)int8.`)
    const dims = tensor.shape?.dim
    const given = options.inputShapes?.[name]
    if (dims === undefined || dims === null) dynamic.push(...(given ? [] : [{ input: name, axis: -1, symbol: '' }]))
    if (given && dims && dims.length !== given.length)
      throw new OnnxError(
        `input "${name}"`,
        `has ${dims.length} dimensions, but --input-shape (in code: inputShapes) gives ${given.length}. Give as many.`,
      )
    const rank = given?.length ?? dims?.length ?? 0
    if (rank > limits.rank) throw new OnnxError(`input "${name}"`, `rank ${rank} exceeds the limit of ${limits.rank}.`)
    const shape = Array.from({ length: rank }, (_, axis) => {
      const fixed = toInteger(dims?.[axis]?.dimValue ?? 0, `input "${name}"`)
      const size = fixed >= 1 ? fixed : (given?.[axis] ?? 0)
      if (given !== undefined && given[axis] !== size && fixed >= 1)
        throw new OnnxError(
          `input "${name}"`,
          `has ${fixed} in dimension ${axis}, but --input-shape (in code: inputShapes) gives ${given[axis]}. Only what the file leaves open can be chosen; export the model again for another size.`,
        )
      if (!Number.isInteger(size) || size < 1 || size > limits.tensorElements)
        dynamic.push({ input: name, axis, symbol: dims?.[axis]?.dimParam ?? '' })
      return size
    })
    return { name, dtype, shape }
  })
  const names = inputs.map(({ name }) => name)
  const stray = Object.keys(options.inputShapes ?? {}).find((name) => !names.includes(name))
  if (stray !== undefined)
    throw new OnnxError(
      'file',
      `it has no input "${stray}", which --input-shape (in code: inputShapes) names, only ${names.slice(0, 16).join(', ')}.`,
    )
  return { inputs, dynamic }
}

function checkWeights(constants: ReadonlyMap<string, Constant>, nodes: readonly GraphNode[]): void {
  const bad: BadWeight[] = []
  const bounds = findBounds(nodes)
  const check = (tensor: string, { dtype, values }: Constant) => {
    if (dtype !== 'f32') return
    const index = (values as Float32Array).findIndex((value) => !Number.isFinite(value))
    const boundless = values.length === 1 && values[0] === bounds.get(tensor)
    if (index >= 0 && !boundless) bad.push({ tensor, index, value: values[index] ?? Number.NaN })
  }
  for (const [name, constant] of constants) check(name, constant)
  for (const node of nodes) {
    const value = node.attributes.get('value')
    if (node.op === 'Constant' && typeof value === 'object' && 'dtype' in value)
      check(node.outputs[0] ?? node.name, value)
  }
  if (bad.length > 0) throw new WeightError(bad)
}
