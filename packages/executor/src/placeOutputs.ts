import { byteSize, elementCount, type Node } from '@assay/program'
import type { Graph } from './Graph.ts'
import type { GraphTensor } from './runtime/OrtSession.ts'

/** Where a run puts something: in which of its buffers, how many bytes in, and how many. */
export interface Place {
  readonly buffer: number
  readonly offset: number
  readonly length: number
}

/** An output of the graph, and where a run puts it. */
export interface PlacedOutput extends Place {
  readonly tensor: GraphTensor
}

export interface Placement {
  /** Bytes of each buffer that a run fills. */
  readonly buffers: readonly number[]
  readonly outputs: readonly PlacedOutput[]
  /** For each node: which output is its tensor; equal nodes share one. */
  readonly nodes: readonly number[]
}

/**
 * Tensors up to this share one buffer: a buffer of its own takes half a microsecond to make and longer to hand to a thread. Larger ones have
 * their own, so that threads can share a trace by tensors.
 */
const MAX_SHARED_BYTES = 2 ** 14

/** A cache line; kernels write whole vectors. */
const ALIGNMENT = 64

/** Makes every node's tensor an output of the graph. Equal values are one. */
export function placeOutputs(graph: Graph, nodes: readonly Node[], values: readonly string[]): Placement {
  const outputs: PlacedOutput[] = []
  const buffers: number[] = []
  const known = new Map<string, number>()
  let shared: { readonly buffer: number } | undefined
  const place = (length: number): Place => {
    if (length > MAX_SHARED_BYTES) return { buffer: buffers.push(length) - 1, offset: 0, length }
    shared ??= { buffer: buffers.push(0) - 1 }
    const offset = Math.ceil(buffers[shared.buffer]! / ALIGNMENT) * ALIGNMENT
    buffers[shared.buffer] = offset + length
    return { ...shared, offset, length }
  }
  const placed = nodes.map(({ dtype, shape }, index) => {
    const value = values[index]!
    const found = known.get(value)
    if (found !== undefined) return found
    const at = outputs.length
    const name = graph.output(value, dtype, shape)
    outputs.push({ ...place(elementCount(shape) * byteSize(dtype)), tensor: { name, dtype, shape } })
    known.set(value, at)
    return at
  })
  return { buffers, outputs, nodes: placed }
}
