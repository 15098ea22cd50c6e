import type { LayerInput, Network } from '../layer.ts'
import { byColumns, channelsLast, rowMajor, type Storage, sameStorage, transposed } from '../storage.ts'

/**
 * The order an input is taken in: the one its first reader wants, so that nothing need be moved. Any order but row-major
 * and channels-last could not be told to whoever prepares the input.
 */
export function inputStorage(network: Network, { name, shape }: LayerInput): Storage {
  const image = shape.length === 3 || shape.length === 4
  const last = channelsLast(shape)
  const wanted = image ? wantedStorage(network, name, network.layers.length) : undefined
  return wanted !== undefined && sameStorage(wanted, last) ? last : rowMajor(shape)
}

const IMAGES = ['conv', 'max_pool', 'average_pool']
const PASSING = ['unary', 'binary', 'reduce', 'reduce_max', 'concat', 'pad', 'slice', 'pick']

/** @param depth how far to look ahead at most */
function wantedStorage(network: Network, tensor: string, depth: number): Storage | undefined {
  const shape = network.shapes.get(tensor)!
  const layer = network.layers.find(({ inputs }) => inputs.includes(tensor))
  if (layer === undefined || depth === 0) return undefined
  if (IMAGES.includes(layer.kind)) return channelsLast(shape)
  if (layer.kind === 'reduce' && shape.length > 2 && layer.axes.every((axis) => axis >= 2)) return channelsLast(shape)
  if (layer.kind === 'product' && layer.inputs[1] === tensor) return byColumns(shape)
  const after = wantedStorage(network, layer.output, depth - 1)
  if (after === undefined) return undefined
  const next = network.shapes.get(layer.output)!
  if (layer.kind === 'transpose')
    return transposed(
      after,
      next,
      layer.axes.map((_, axis) => layer.axes.indexOf(axis)),
    )
  if (!PASSING.includes(layer.kind)) return undefined
  const image = (next.length === 3 || next.length === 4) && sameStorage(after, channelsLast(next))
  return image && shape.length === next.length ? channelsLast(shape) : undefined
}
