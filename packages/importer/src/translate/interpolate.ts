import { count } from '../count.ts'
import { type Filter, filterOf } from '../filterOf.ts'
import type { GraphNode } from '../graph.ts'
import { type Interpolation, interpolationOf } from '../interpolationOf.ts'
import { limits } from '../limits.ts'
import { RefusedNode } from '../refusedNode.ts'
import { resizeAxes } from '../resizeAxes.ts'
import type { Translation } from '../translation.ts'
import { emitPick } from './emitPick.ts'

/**
 * ONNX Resize and Upsample in mode linear, one of three ways: where every output lies on an element, elements are picked;
 * images made larger or smaller by whole numbers are repeated and filtered (two nodes, one rounding); anything else is a
 * product with a matrix of two weights a row for each axis.
 */
export function interpolate(t: Translation, node: GraphNode, input: string): void {
  const shape = t.shape(input)
  const resized = resizeAxes(node, shape, (i) => t.constant(node.inputs[i]), t.graph.opset)
  const axes = resized.map(interpolationOf)
  if (axes.every((axis) => axis === undefined || axis.share.every((share) => share < ON_AN_ELEMENT))) {
    emitPick(
      t,
      node,
      input,
      axes.map((axis, i) => axis?.first ?? Int32Array.from({ length: shape[i]! }, (_, at) => at)),
    )
    return
  }
  const image = (shape.length === 3 || shape.length === 4) && axes[0] === undefined && axes[1] === undefined
  const filters = image ? axes.slice(2).map((axis, i) => axis && filterOf(shape[i + 2]!, axis)) : []
  const filtered = image && axes.slice(2).every((axis, i) => axis === undefined || filters[i] !== undefined)
  if (filtered && fits(filters, shape)) emitFilter(t, node, input, filters)
  else emitMatrices(t, node, input, axes)
}

const ON_AN_ELEMENT = 2 ** -10

/** Bytes of the chunks a filter's worst element reads, by which larger ones leave the budget of a proof. */
const MOST_FILTER_BYTES = 65_536
const CHUNK = 4096

function fits(filters: readonly (Filter | undefined)[], shape: readonly number[]): boolean {
  const [rows, columns] = filters.length === 1 ? [undefined, filters[0]] : filters
  const row = (columns?.kernel.length ?? 1) * shape[1]!
  return (rows?.kernel.length ?? 1) * (Math.ceil(row / CHUNK) + 1) * CHUNK <= MOST_FILTER_BYTES
}

/** Elements repeated by a pick, then a depthwise convolution with whole numbers for weights: the sum of them is exact. */
function emitFilter(t: Translation, node: GraphNode, input: string, filters: readonly (Filter | undefined)[]): void {
  const shape = t.shape(input)
  const output = node.outputs[0]!
  const maps = shape.map(
    (size, axis) => (axis < 2 ? undefined : filters[axis - 2])?.map ?? Int32Array.from({ length: size }, (_, i) => i),
  )
  const repeats = maps.some(({ length }, axis) => length !== shape[axis])
  const repeated = repeats ? `${output}#repeated` : input
  if (repeats) emitPick(t, { ...node, outputs: [repeated] }, input, maps)
  const [rows, columns] = filters.length === 1 ? [undefined, filters[0]] : filters
  const [down, across] = [rows?.kernel ?? [1], columns?.kernel ?? [1]]
  const kernel = down.flatMap((y) => across.map((x) => y * x))
  const channels = shape[1]!
  const to = t.graph.shapes.get(output)!
  t.emit(
    {
      kind: 'conv',
      name: node.name,
      inputs: [repeated],
      output,
      groups: channels,
      window: {
        kernel: [down.length, across.length],
        strides: [rows?.stride ?? 1, columns?.stride ?? 1],
        dilations: [1, 1],
        pads: [0, 0, 0, 0],
        out: [to.length === 4 ? to[2]! : 1, to.at(-1)!],
      },
      weights: {
        kind: 'int',
        dtype: 'i8',
        shape: [channels, 1, down.length, across.length],
        values: Int8Array.from({ length: channels * kernel.length }, (_, i) => kernel[i % kernel.length]!),
        scales: new Float32Array(channels).fill(1 / ((rows?.sum ?? 1) * (columns?.sum ?? 1))),
        zero: 0,
      },
      bias: undefined,
      clamp: undefined,
    },
    to,
  )
}

/** One matrix for each axis, the last axis first: of an image, that leaves the rows, whose product keeps channels last. */
function emitMatrices(
  t: Translation,
  node: GraphNode,
  input: string,
  axes: readonly (Interpolation | undefined)[],
): void {
  const changed = [...axes.keys()].filter((axis) => axes[axis] !== undefined).reverse()
  const large = changed.find((axis) => axes[axis]!.first.length * t.shape(input)[axis]! > limits.foldedElements)
  if (large !== undefined)
    throw new RefusedNode(
      `interpolates ${t.shape(input)[large]} elements to ${axes[large]!.first.length}, whose matrix exceeds ${limits.foldedElements} weights`,
      'resize by a whole number, or a smaller tensor',
    )
  let tensor = input
  changed.forEach((axis, i) => {
    const isLast = i === changed.length - 1
    const output = isLast ? node.outputs[0]! : `${node.outputs[0]}#axis${axis}`
    const single = t.shape(tensor).every((size, at) => at === axis || at > 0 || size === 1)
    if (isLast && single && axis === 2) matrixBefore(t, node, tensor, output, axis, axes[axis]!)
    else matrixAfter(t, node, tensor, output, axis, axes[axis]!, !isLast)
    tensor = output
  })
}

/** Product with a constant on the right: the axis is brought to the end and back. */
function matrixAfter(
  t: Translation,
  node: GraphNode,
  input: string,
  output: string,
  axis: number,
  interpolation: Interpolation,
  keepsScale: boolean,
): void {
  const shape = t.shape(input)
  const last = shape.length - 1
  const exchanged = [...shape.keys()].with(axis, last).with(last, axis)
  const turned = (from: string, to: string) =>
    t.emit(
      { kind: 'transpose', name: node.name, inputs: [from], output: to, axes: exchanged },
      exchanged.map((at) => t.shape(from)[at]!),
    )
  if (axis !== last) turned(input, `${output}#from`)
  const size = shape[axis]!
  const out = interpolation.first.length
  t.emit(
    {
      kind: 'matmul',
      name: node.name,
      inputs: [axis === last ? input : `${output}#from`],
      output: axis === last ? output : `${output}#to`,
      keepsScale,
      weights: {
        kind: 'int',
        dtype: 'i8',
        shape: [out, 1, 1, size],
        values: Int8Array.from(matrix(interpolation, size, 127)),
        scales: new Float32Array(out).fill(1 / 127),
        zero: 0,
      },
      bias: undefined,
      clamp: undefined,
    },
    exchanged.map((at) => shape[at]!).with(last, out),
  )
  if (axis !== last) turned(`${output}#to`, output)
}

/** Product with a constant on the left: [out, size] times [size, everything else, channels last]. */
function matrixBefore(
  t: Translation,
  node: GraphNode,
  input: string,
  output: string,
  axis: number,
  interpolation: Interpolation,
): void {
  const shape = t.shape(input)
  const size = shape[axis]!
  const out = interpolation.first.length
  const left = `${output}#matrix`
  t.constants.set(left, { shape: [out, size], values: matrix(interpolation, size, 255), integer: true })
  t.shapes.set(left, [out, size])
  t.fixQuant(left, { dtype: 'u8', scale: Math.fround(1 / 255), zero: 0 })
  const order = [axis, ...[...shape.keys()].filter((at) => at !== axis && at !== 1), 1]
  const rows = order.map((at) => shape[at]!)
  const common = { name: node.name }
  t.emit({ ...common, kind: 'transpose', inputs: [input], output: `${output}#from`, axes: order }, rows)
  const flat = [size, count(rows) / size]
  t.emit({ ...common, kind: 'reshape', inputs: [`${output}#from`], output: `${output}#flat` }, flat)
  const product = `${output}#product`
  t.emit(
    { ...common, kind: 'product', inputs: [left, `${output}#flat`], output: product, clamp: undefined },
    flat.with(0, out),
  )
  t.emit({ ...common, kind: 'reshape', inputs: [product], output: `${output}#to` }, rows.with(0, out))
  const back = order.map((_, at) => order.indexOf(at))
  t.emit({ ...common, kind: 'transpose', inputs: [`${output}#to`], output, axes: back }, shape.with(axis, out))
}

/** Rows of the two weights in whole steps, whose sum is `whole`. */
function matrix({ first, share }: Interpolation, size: number, whole: number): Uint8Array {
  const values = new Uint8Array(first.length * size)
  first.forEach((element, i) => {
    const second = Math.round(share[i]! * whole)
    values[i * size + element] = whole - second
    if (second > 0) values[i * size + element + 1] = second
  })
  return values
}
