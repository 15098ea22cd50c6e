import type { ConvLayer, Layer, Network } from '../layer.ts'

/** A convolution whose output channels may be scaled, each by a factor of its own, without changing what the network computes. */
export interface ChannelGroup {
  readonly producer: ConvLayer
  /** Tensors that are scaled with its output: it is the first. */
  readonly tensors: readonly string[]
  /** Convolutions whose weights take the factors back. */
  readonly readers: readonly ConvLayer[]
}

/**
 * The convolutions whose channels can be scaled. Relu, pools, means over a channel and products with a gate let a positive factor through;
 * convolutions take it back; anything else (tables, sums, the output) needs the tensor as it is.
 */
export function channelGroups(network: Network): ChannelGroup[] {
  const readersOf = new Map<string, Layer[]>()
  for (const layer of network.layers)
    for (const input of layer.inputs) readersOf.set(input, [...(readersOf.get(input) ?? []), layer])
  const taken = new Set<string>()
  return network.layers.flatMap((producer) => {
    if (producer.kind !== 'conv' || producer.weights.kind !== 'float' || producer.bias?.kind === 'int') return []
    const tensors: string[] = []
    const readers = new Set<ConvLayer>()
    const follow = (tensor: string): boolean => {
      tensors.push(tensor)
      const found = readersOf.get(tensor) ?? []
      const free = tensor !== network.output && !network.quants.has(tensor) && network.shapes.get(tensor)?.length === 4
      return (
        free &&
        found.every((layer) => {
          if (layer.kind === 'conv' && layer.weights.kind === 'float') readers.add(layer)
          return readers.has(layer as ConvLayer) || (passes(network, layer, tensor) && follow(layer.output))
        })
      )
    }
    if (!unbounded(producer.clamp) || !follow(producer.output) || readers.size === 0) return []
    // A product of two scaled tensors would have both factors: the first convolution has it.
    if (tensors.some((tensor) => taken.has(tensor))) return []
    for (const tensor of tensors) taken.add(tensor)
    return [{ producer, tensors, readers: [...readers] }]
  })
}

/** Whether the clamp is the same after scaling: none, or a relu. */
const unbounded = (clamp: ConvLayer['clamp']): boolean =>
  clamp === undefined || ((clamp.low === 0 || clamp.low === -Infinity) && clamp.high === Infinity)

function passes(network: Network, layer: Layer, tensor: string): boolean {
  switch (layer.kind) {
    case 'max_pool':
      return true
    case 'average_pool':
      return unbounded(layer.clamp)
    case 'reduce':
      return unbounded(layer.clamp) && layer.axes.every((axis) => axis > 1)
    case 'binary': {
      const [shape, whole] = [network.shapes.get(layer.output), network.shapes.get(tensor)]
      const once = layer.inputs.filter((input) => input === tensor).length === 1
      return layer.op === 'mul' && once && unbounded(layer.clamp) && shape?.[1] === whole?.[1] && shape?.length === 4
    }
    default:
      return false
  }
}
