import { count } from './count.ts'
import { OnnxError } from './errors.ts'
import type { Attribute, Constant, GraphNode } from './graph.ts'
import { integerList } from './integerList.ts'
import type { Known } from './shapes/Rule.ts'
import { wrapAxis } from './wrapAxis.ts'

interface Expansion {
  readonly nodes: readonly GraphNode[]
  readonly constants: ReadonlyMap<string, Constant>
}

type Expand = (node: GraphNode, known: Known) => Expansion | undefined

const integers = (values: readonly number[]): Constant => ({
  dtype: 'i64',
  shape: [values.length],
  values: Float64Array.from(values),
})

/** Writes nodes one after the other, each reading the last, the final one under the original's output name. */
function chain(
  node: GraphNode,
  steps: readonly { op: string; list?: readonly number[]; attributes?: [string, Attribute][] }[],
): Expansion {
  const constants = new Map<string, Constant>()
  let input = node.inputs[0] ?? ''
  const nodes = steps.map(({ op, list, attributes = [] }, i): GraphNode => {
    const output = i === steps.length - 1 ? (node.outputs[0] ?? '') : `${node.outputs[0]}#${i}`
    const inputs = [input]
    if (list !== undefined) {
      inputs.push(`${output}#shape`)
      constants.set(`${output}#shape`, integers(list))
    }
    input = output
    return { op, name: node.name, inputs, outputs: [output], attributes: new Map(attributes) }
  })
  return { nodes, constants }
}

/** ONNX Split: one Slice for each output. */
const split: Expand = (node, known) => {
  const shape = known.shape(0)
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? 0), shape.length)
  const parts = node.outputs.length
  const size = shape[axis]!
  const each = Math.ceil(size / parts)
  const sizes =
    integerList(node, 'split', known.constant(1)) ?? node.outputs.map((_, part) => Math.min(each, size - part * each))
  if (sizes.length !== parts || sizes.some((part) => part < 0) || sizes.reduce((a, b) => a + b, 0) !== size)
    throw new OnnxError(
      `node "${node.name}" (Split)`,
      `parts [${sizes}] do not make up ${size} elements in ${parts} outputs.`,
    )
  const constants = new Map<string, Constant>()
  let start = 0
  const nodes = node.outputs.flatMap((output, part): GraphNode[] => {
    const names = ['starts', 'ends', 'axes'].map((what) => `${output}#${what}`)
    const end = start + sizes[part]!
    ;[start, end, axis].forEach((value, i) => {
      constants.set(names[i]!, integers([value]))
    })
    start = end
    const name = parts === 1 ? node.name : `${node.name}[${part}]`
    return output === ''
      ? []
      : [{ op: 'Slice', name, inputs: [node.inputs[0]!, ...names], outputs: [output], attributes: new Map() }]
  })
  return { nodes, constants }
}

/** ONNX Softmax before opset 13 normalises all axes from `axis` on together. */
const flattenedSoftmax: Expand = (node, known) => {
  if (known.opset >= 13) return undefined
  const shape = known.shape(0)
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? 1), shape.length)
  const inner = shape.slice(axis)
  if (axis === shape.length - 1 && node.attributes.get('axis') !== undefined) return undefined
  const along = (last: number): [string, Attribute][] => [['axis', last]]
  if (count(inner) === inner.at(-1))
    return { nodes: [{ ...node, attributes: new Map(along(shape.length - 1)) }], constants: new Map() }
  return chain(node, [
    { op: 'Reshape', list: [...shape.slice(0, axis), count(inner)] },
    { op: node.op, attributes: along(axis) },
    { op: 'Reshape', list: shape },
  ])
}

/** ONNX DepthToSpace and SpaceToDepth: a view, a transpose and a view. */
const depthToSpace: Expand = (node, known) => {
  const shape = known.shape(0)
  const block = Number(node.attributes.get('blocksize') ?? 0)
  const [n, c, h, w] = shape as [number, number, number, number]
  if (shape.length !== 4 || !Number.isInteger(block) || block < 1)
    throw new OnnxError(
      `node "${node.name}" (${node.op})`,
      `needs an image and a block size, got [${shape}] and ${block}.`,
    )
  const mode = node.attributes.get('mode') ?? 'DCR'
  if (mode !== 'DCR' && (mode !== 'CRD' || node.op === 'SpaceToDepth'))
    throw new OnnxError(`node "${node.name}" (${node.op})`, `mode ${String(mode)} is not known.`)
  const steps = (before: number[], perm: number[], after: number[]) =>
    chain(node, [
      { op: 'Reshape', list: before },
      { op: 'Transpose', attributes: [['perm', perm]] },
      { op: 'Reshape', list: after },
    ])
  if (node.op === 'SpaceToDepth')
    return steps(
      [n, c, h / block, block, w / block, block],
      [0, 3, 5, 1, 2, 4],
      [n, c * block ** 2, h / block, w / block],
    )
  const after = [n, c / block ** 2, h * block, w * block]
  return mode === 'CRD'
    ? steps([n, c / block ** 2, block, block, h, w], [0, 1, 4, 2, 5, 3], after)
    : steps([n, block, block, c / block ** 2, h, w], [0, 3, 4, 1, 5, 2], after)
}

const EXPANSIONS: Readonly<Record<string, Expand>> = {
  Split: split,
  Softmax: flattenedSoftmax,
  LogSoftmax: flattenedSoftmax,
  DepthToSpace: depthToSpace,
  SpaceToDepth: depthToSpace,
}

/** Operators that are written with plainer ones, whatever their inputs. */
export const expandedOps: readonly string[] = Object.keys(EXPANSIONS)

/** The plainer nodes that a node stands for, with the constants they read; undefined where it stands for itself. */
export const expandNode = (node: GraphNode, known: Known): Expansion | undefined => EXPANSIONS[node.op]?.(node, known)
