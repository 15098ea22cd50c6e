import type { Node, TensorType } from '@assay/program'
import type { QuantisedLayer } from './5-quantise.ts'
import type { ChunkSizes } from './7-budget.ts'
import { UnsupportedError, type UnsupportedProblem } from './errors.ts'
import type { Layer, Network, Quant } from './layer.ts'
import { inputStorage } from './layout/inputStorage.ts'
import { layBinary, layUnary } from './layout/layElementwise.ts'
import { layConcat, layGather, layPad, layPick, layReshape, laySlice, layTranspose } from './layout/layMovement.ts'
import { layConv, layMatmul, layPool, layProduct } from './layout/layProducts.ts'
import { layArgMax, layReduce, layReduceMax } from './layout/layReductions.ts'
import { layLayerNorm, laySoftmax } from './layout/layRows.ts'
import { imageShape, toShape } from './layout/shapes.ts'
import { type Place, Writer } from './layout/Writer.ts'
import { movesBetween } from './movesBetween.ts'
import { RefusedNode } from './refusedNode.ts'
import { channelsLast, rowMajor, type Storage, sameStorage } from './storage.ts'
import { supportedOps } from './supportedOps.ts'

/** Nodes, constants and inputs of a program, with where each comes from. */
export interface LaidOut {
  readonly nodes: readonly Node[]
  /** The ONNX node behind each node. */
  readonly names: readonly string[]
  readonly inputs: readonly TensorType[]
  readonly constants: readonly TensorType[]
  readonly values: readonly Uint8Array[]
  /** Where each ONNX tensor is found, and in which order. */
  readonly places: ReadonlyMap<string, Place>
  /** What the layout cost: stages, say. */
  readonly notes: readonly string[]
}

/**
 * Pass 6: tensors in the order of their bytes. Images become channels-last, weights OHWI and [O, K], everything else
 * stays as ONNX has it; where a reader needs another order, a transpose is inserted, and where weights can be permuted
 * instead, they are.
 * @throws UnsupportedError listing everything that no node expresses
 */
export function layout(
  network: Network,
  layers: readonly QuantisedLayer[],
  quants: ReadonlyMap<string, Quant>,
  chunks: Required<ChunkSizes>,
): LaidOut {
  const writer = new Writer(network, quants, chunks)
  for (const input of network.inputs) {
    const storage = inputStorage(network, input)
    const isImage = !sameStorage(storage, rowMajor(input.shape)) || wantsImage(network, input.name)
    writer.addInput(input, isImage ? imageShape(input.shape) : toShape(input.shape), storage)
  }
  const problems: UnsupportedProblem[] = []
  const broken = new Set<string>()
  for (const quantised of layers) {
    const { layer } = quantised
    if (layer.inputs.some((name) => broken.has(name))) {
      broken.add(layer.output)
      continue
    }
    try {
      // The table's type says that entry and layer are of one kind; a call through it cannot.
      ;(LAY[layer.kind] as Lay<typeof layer.kind>)(writer, quantised, layer as never)
    } catch (error) {
      if (!(error instanceof RefusedNode)) throw error
      problems.push({ op: layer.kind, node: layer.name, reason: error.reason, next: error.next })
      broken.add(layer.output)
    }
  }
  if (problems.length === 0) problems.push(...finish(writer))
  if (problems.length > 0) throw new UnsupportedError(problems, supportedOps())
  return writer
}

type Lay<K extends Layer['kind']> = (
  writer: Writer,
  quantised: QuantisedLayer,
  layer: Extract<Layer, { kind: K }>,
) => void

const LAY: { readonly [K in Layer['kind']]: Lay<K> } = {
  conv: layConv,
  max_pool: layPool,
  average_pool: layPool,
  matmul: layMatmul,
  product: layProduct,
  binary: layBinary,
  unary: layUnary,
  softmax: laySoftmax,
  layer_norm: layLayerNorm,
  reduce: layReduce,
  reduce_max: layReduceMax,
  arg_max: layArgMax,
  reshape: layReshape,
  transpose: layTranspose,
  concat: layConcat,
  pad: layPad,
  slice: laySlice,
  gather: layGather,
  pick: layPick,
}

/** Whether an image of one channel, or of one pixel, is read as an image: both orders are the same bytes. */
const wantsImage = (network: Network, input: string): boolean => {
  const shape = network.shapes.get(input)!
  if (shape.length !== 3 && shape.length !== 4) return false
  const first = network.layers.find(({ inputs }) => inputs.includes(input))
  return first !== undefined && ['conv', 'max_pool', 'average_pool'].includes(first.kind)
}

/** The output must be the last node, in an order that can be told to the reader: of two, the one that needs fewer transposes. */
function finish(writer: Writer): UnsupportedProblem[] {
  const { output } = writer.network
  const shape = writer.shape(output)
  const { source, storage } = writer.place(output)
  const image = shape.length === 4 || shape.length === 3
  const moves = (order: Storage) => movesBetween(storage, order)?.length ?? Infinity
  const isNearer = image && moves(channelsLast(shape)) < moves(rowMajor(shape))
  writer.places.set(output, writer.stored(output, isNearer ? channelsLast(shape) : rowMajor(shape)))
  if (source === 'node' || writer.place(output).source === 'node') return []
  return [
    {
      op: 'output',
      node: output,
      reason: 'it is an input as it came; there is nothing to compute',
      next: 'choose another output',
    },
  ]
}
