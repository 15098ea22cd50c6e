import type { Node, TensorType } from '@assay/program'
import type { QuantisedLayer } from './5-quantise.ts'
import type { ChunkSizes } from './7-budget.ts'
import { UnsupportedError, type UnsupportedProblem } from './errors.ts'
import type { Network, Quant } from './layer.ts'
import { inputStorage } from './layout/inputStorage.ts'
import { layBinary, layUnary } from './layout/layElementwise.ts'
import { layConcat, layGather, layPad, layPick, layReshape, laySlice, layTranspose } from './layout/layMovement.ts'
import { layConv, layMatmul, layPool, layProduct } from './layout/layProducts.ts'
import { layArgMax, layReduce, layReduceMax } from './layout/layReductions.ts'
import { layLayerNorm, laySoftmax } from './layout/layRows.ts'
import { imageShape, toShape } from './layout/shapes.ts'
import { type Place, Writer } from './layout/Writer.ts'
import { RefusedNode } from './refusedNode.ts'
import { channelsLast, rowMajor, sameStorage } from './storage.ts'
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
      lay(writer, quantised)
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

function lay(writer: Writer, quantised: QuantisedLayer): void {
  const { layer } = quantised
  switch (layer.kind) {
    case 'conv':
      return layConv(writer, quantised, layer)
    case 'max_pool':
    case 'average_pool':
      return layPool(writer, quantised, layer)
    case 'matmul':
      return layMatmul(writer, quantised, layer)
    case 'product':
      return layProduct(writer, quantised, layer)
    case 'binary':
      return layBinary(writer, quantised, layer)
    case 'unary':
      return layUnary(writer, quantised)
    case 'softmax':
      return laySoftmax(writer, quantised, layer)
    case 'layer_norm':
      return layLayerNorm(writer, quantised, layer)
    case 'reduce':
      return layReduce(writer, quantised, layer)
    case 'reduce_max':
      return layReduceMax(writer, quantised, layer)
    case 'arg_max':
      return layArgMax(writer, quantised, layer)
    case 'reshape':
      return layReshape(writer, quantised)
    case 'transpose':
      return layTranspose(writer, quantised, layer)
    case 'concat':
      return layConcat(writer, quantised, layer)
    case 'pad':
      return layPad(writer, quantised, layer)
    case 'slice':
      return laySlice(writer, quantised, layer)
    case 'gather':
      return layGather(writer, quantised, layer)
    case 'pick':
      return layPick(writer, quantised, layer)
  }
}

/** Whether an image of one channel, or of one pixel, is read as an image: both orders are the same bytes. */
const wantsImage = (network: Network, input: string): boolean => {
  const shape = network.shapes.get(input)!
  if (shape.length !== 3 && shape.length !== 4) return false
  const first = network.layers.find(({ inputs }) => inputs.includes(input))
  return first !== undefined && ['conv', 'max_pool', 'average_pool'].includes(first.kind)
}

/** The output must be the last node, in an order that can be told to the reader. */
function finish(writer: Writer): UnsupportedProblem[] {
  const { output } = writer.network
  const shape = writer.shape(output)
  const { source, storage } = writer.place(output)
  const image = (shape.length === 4 || shape.length === 3) && sameStorage(storage, channelsLast(shape))
  if (!image) writer.places.set(output, writer.stored(output, rowMajor(shape)))
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
