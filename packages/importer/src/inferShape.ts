import { broadcast } from './broadcast.ts'
import { count } from './count.ts'
import { OnnxError } from './errors.ts'
import type { Constant, GraphNode } from './graph.ts'
import { limits } from './limits.ts'
import { unaryFunctions } from './unaryFunctions.ts'
import { windowOf } from './windowOf.ts'

export interface Known {
  /** Shape of input `index`. */
  shape(index: number): readonly number[]
  /** Value of input `index` if it is constant. */
  constant(index: number): Constant | undefined
}

type Rule = (node: GraphNode, known: Known) => readonly number[]

const same: Rule = (_, known) => known.shape(0)
const fail = (node: GraphNode, message: string): never => {
  throw new OnnxError(`node "${node.name}" (${node.op})`, message)
}

const wrapAxis = (node: GraphNode, axis: number, rank: number): number => {
  const wrapped = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || wrapped < 0 || wrapped >= Math.max(rank, 1))
    fail(node, `axis ${axis} is outside a tensor of rank ${rank}.`)
  return wrapped
}

const ints = (node: GraphNode, name: string, constant: Constant | undefined): readonly number[] | undefined => {
  const attribute = node.attributes.get(name)
  if (Array.isArray(attribute)) return attribute as readonly number[]
  return constant === undefined ? undefined : Array.from(constant.values)
}

const convolution =
  (weights: number): Rule =>
  (node, known) => {
    const [batch, channels, ...spatial] = known.shape(0)
    const [out, perGroup, ...kernel] = known.shape(weights)
    const groups = node.attributes.get('group') ?? 1
    if (typeof groups !== 'number' || groups < 1 || channels !== (perGroup ?? 0) * groups || (out ?? 0) % groups !== 0)
      fail(node, `weights [${known.shape(weights)}] in ${groups} groups do not fit an input of ${channels} channels.`)
    const window = windowOf(node, spatial, kernel)
    return [batch!, out!, ...window.out.slice(2 - spatial.length)]
  }

const pool: Rule = (node, known) => {
  const [batch, channels, ...spatial] = known.shape(0)
  return [batch!, channels!, ...windowOf(node, spatial).out.slice(2 - spatial.length)]
}

const globalPool: Rule = (node, known) => {
  const [batch, channels, ...spatial] = known.shape(0)
  if (spatial.length === 0) fail(node, `needs an image, but its input has the shape [${known.shape(0)}].`)
  return [batch!, channels!, ...spatial.map(() => 1)]
}

const gemm =
  (right: number): Rule =>
  (node, known) => {
    const [a, b] = [known.shape(0), known.shape(right)]
    if (a.length !== 2 || b.length !== 2) fail(node, `needs matrices, got [${a}] and [${b}].`)
    const [rows, inner] = node.attributes.get('transA') === 1 ? [a[1]!, a[0]!] : [a[0]!, a[1]!]
    const [depth, columns] = node.attributes.get('transB') === 1 ? [b[1]!, b[0]!] : [b[0]!, b[1]!]
    if (inner !== depth) fail(node, `the inner sizes of [${a}] and [${b}] differ (${inner} and ${depth}).`)
    return [rows, columns]
  }

const matmul =
  (right: number): Rule =>
  (node, known) => {
    const [a, b] = [known.shape(0), known.shape(right)]
    if (a.length < 2 || b.length < 2) fail(node, `needs matrices, got [${a}] and [${b}].`)
    if (a.at(-1) !== b.at(-2)) fail(node, `the inner sizes of [${a}] and [${b}] differ.`)
    const batch = broadcast(a.slice(0, -2), b.slice(0, -2))
    return [...(batch ?? fail(node, `[${a}] and [${b}] do not fit.`)), a.at(-2)!, b.at(-1)!]
  }

const elementwise =
  (right: number): Rule =>
  (node, known) =>
    broadcast(known.shape(0), known.shape(right)) ??
    fail(node, `the shapes [${known.shape(0)}] and [${known.shape(right)}] do not fit each other.`)

const reshape: Rule = (node, known) => {
  const target = known.constant(1) ?? fail(node, 'its shape must be constant.')
  const from = known.shape(0)
  const shape = Array.from(target.values, (size, axis) =>
    size === 0 && node.attributes.get('allowzero') !== 1 ? (from[axis] ?? 0) : size,
  )
  const open = shape.indexOf(-1)
  if (open >= 0)
    shape[open] = count(from) / shape.reduce((product, size) => (size === -1 ? product : product * size), 1)
  if (
    shape.length > limits.rank ||
    shape.some((size) => !Number.isInteger(size) || size < 1) ||
    count(shape) !== count(from)
  )
    fail(node, `cannot make [${Array.from(target.values)}] of [${from}].`)
  return shape
}

const flatten: Rule = (node, known) => {
  const shape = known.shape(0)
  const given = node.attributes.get('axis') ?? 1
  const axis = typeof given === 'number' && given === shape.length ? given : wrapAxis(node, Number(given), shape.length)
  return [count(shape.slice(0, axis)), count(shape.slice(axis))]
}

const squeeze: Rule = (node, known) => {
  const shape = known.shape(0)
  const axes = ints(node, 'axes', known.constant(1))?.map((axis) => wrapAxis(node, axis, shape.length))
  if (axes?.some((axis) => shape[axis] !== 1)) fail(node, `cannot squeeze axes [${axes}] of [${shape}].`)
  return shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis)))
}

const unsqueeze: Rule = (node, known) => {
  const axes = ints(node, 'axes', known.constant(1)) ?? fail(node, 'its axes must be constant.')
  const rank = known.shape(0).length + axes.length
  if (rank > limits.rank) fail(node, `rank ${rank} exceeds the limit of ${limits.rank}.`)
  const inserted = axes.map((axis) => wrapAxis(node, axis, rank))
  if (new Set(inserted).size !== inserted.length) fail(node, `axes [${axes}] name one axis twice.`)
  const rest = [...known.shape(0)]
  return Array.from({ length: rank }, (_, axis) => (inserted.includes(axis) ? 1 : rest.shift()!))
}

const transpose: Rule = (node, known) => {
  const shape = known.shape(0)
  const axes = ints(node, 'perm', undefined) ?? shape.map((_, axis) => shape.length - 1 - axis)
  if (axes.length !== shape.length || [...axes].sort((a, b) => a - b).some((axis, i) => axis !== i))
    fail(node, `perm [${axes}] is no order of ${shape.length} axes.`)
  return axes.map((axis) => shape[axis]!)
}

const reduce: Rule = (node, known) => {
  const shape = known.shape(0)
  const axes = ints(node, 'axes', known.constant(1))?.map((axis) => wrapAxis(node, axis, shape.length))
  const keep = node.attributes.get('keepdims') !== 0
  return shape
    .map((size, axis) => (axes === undefined || axes.length === 0 || axes.includes(axis) ? -1 : size))
    .filter((size) => keep || size > 0)
    .map((size) => Math.max(1, size))
}

/** Shape of the (first) output of every operator the importer translates. */
export const shapeRules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(Object.keys(unaryFunctions).map((op) => [op, same])),
  Conv: convolution(1),
  QLinearConv: convolution(3),
  MaxPool: pool,
  AveragePool: pool,
  'com.microsoft.QLinearAveragePool': pool,
  GlobalAveragePool: globalPool,
  'com.microsoft.QLinearGlobalAveragePool': globalPool,
  ReduceMean: reduce,
  Gemm: gemm(1),
  'com.microsoft.QGemm': gemm(3),
  MatMul: matmul(1),
  QLinearMatMul: matmul(3),
  Add: elementwise(1),
  Sub: elementwise(1),
  Mul: elementwise(1),
  Div: elementwise(1),
  'com.microsoft.QLinearAdd': elementwise(3),
  'com.microsoft.QLinearSigmoid': same,
  'com.microsoft.QLinearLeakyRelu': same,
  BatchNormalization: same,
  Clip: same,
  Softmax: same,
  LogSoftmax: same,
  QuantizeLinear: same,
  DequantizeLinear: same,
  Flatten: flatten,
  Reshape: reshape,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
}

/** Shape of the node's first output. @throws OnnxError where its inputs' shapes do not fit */
export function inferShape(node: GraphNode, known: Known): readonly number[] {
  const rule = shapeRules[node.op] ?? fail(node, 'has no shape rule.')
  const shape = rule(node, known)
  if (count(shape) > limits.tensorElements || shape.some((size) => !Number.isInteger(size) || size < 1))
    fail(node, `its output [${shape}] is empty or exceeds ${limits.tensorElements} elements.`)
  return shape
}
