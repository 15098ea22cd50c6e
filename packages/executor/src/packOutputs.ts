import { byteSize, elementCount, type Node } from '@assay/program'
import type { Graph } from './Graph.ts'

/** Where a node's tensor is found among the session's outputs. */
export interface PlacedTensor {
  readonly output: string
  /** Bytes before it in that output, and its own. */
  readonly offset: number
  readonly length: number
}

/**
 * Handing an output from ONNX Runtime to JavaScript costs two microseconds, copying 16 KiB into a common one and making
 * views of it a fraction of that. Larger tensors are handed over as they are.
 */
const MAX_PACKED_BYTES = 2 ** 14

interface Pack {
  readonly dtype: Node['dtype']
  readonly values: string[]
  elements: number
}

/** Makes every node's tensor an output of the graph, small ones of equal dtype as parts of one. Equal values are one. */
export function packOutputs(graph: Graph, nodes: readonly Node[], values: readonly string[]): PlacedTensor[] {
  const sizes = nodes.map((node) => elementCount(node.shape) * byteSize(node.dtype))
  const packs = new Map<Node['dtype'], Pack>()
  const placed = new Map<string, { pack: Pack | undefined; output: string; offset: number }>()
  nodes.forEach((node, index) => {
    const value = values[index]!
    if (placed.has(value)) return
    if (sizes[index]! > MAX_PACKED_BYTES) {
      graph.output(value, node.dtype, node.shape)
      placed.set(value, { pack: undefined, output: value, offset: 0 })
      return
    }
    const pack = packs.get(node.dtype) ?? { dtype: node.dtype, values: [], elements: 0 }
    packs.set(node.dtype, pack)
    placed.set(value, { pack, output: '', offset: pack.elements * byteSize(node.dtype) })
    pack.values.push(graph.add('Reshape', [value, graph.int64s([elementCount(node.shape)])]))
    pack.elements += elementCount(node.shape)
  })
  const outputs = new Map(
    [...packs.values()].map((pack) => {
      const output = graph.add('Concat', pack.values, { axis: 0 })
      graph.output(output, pack.dtype, [pack.elements])
      return [pack, output] as const
    }),
  )
  return values.map((value, index) => {
    const { pack, output, offset } = placed.get(value)!
    return { output: pack === undefined ? output : outputs.get(pack)!, offset, length: sizes[index]! }
  })
}
