import { CalibrationError } from '../errors.ts'
import type { ConvLayer, FloatWeights, Layer, Network } from '../layer.ts'
import type { ChannelGroup } from './channelGroups.ts'
import { factorOf } from './factorOf.ts'

/** Exponents that any import finds are far smaller; a stranger's may be anything. */
const LARGEST_EXPONENT = 64

/**
 * The network with the channels of some convolutions divided by factors, which the weights that read them are multiplied by.
 * @param chosen exponents (factorOf), by the convolution's output
 * @throws CalibrationError for factors that do not belong to this network
 */
export function scaleChannels(
  network: Network,
  groups: readonly ChannelGroup[],
  chosen: Readonly<Record<string, readonly number[]>>,
): Network {
  const byOutput = new Map<Layer, Float64Array>()
  const byInput = new Map<Layer, Float64Array>()
  const factors = new Map(network.channelFactors)
  const unknown = Object.keys(chosen).find((tensor) => !groups.some(({ producer }) => producer.output === tensor))
  if (unknown !== undefined) throw new CalibrationError(`the channels of tensor "${unknown}" cannot be scaled.`)
  for (const { producer, tensors, readers } of groups) {
    const exponents = chosen[producer.output]
    if (exponents === undefined || exponents.every((exponent) => exponent === 0)) continue
    const right = exponents.every((exponent) => Number.isInteger(exponent) && Math.abs(exponent) <= LARGEST_EXPONENT)
    if (!right || exponents.length !== producer.weights.shape[0])
      throw new CalibrationError(
        `the factors of tensor "${producer.output}" must be ${producer.weights.shape[0]} exponents from -${LARGEST_EXPONENT} to ${LARGEST_EXPONENT}.`,
      )
    const scales = Float64Array.from(exponents, factorOf)
    byOutput.set(producer, scales)
    for (const reader of readers) byInput.set(reader, scales)
    for (const tensor of tensors) factors.set(tensor, scales)
  }
  const layers = network.layers.map((layer) => {
    if (layer.kind !== 'conv') return layer
    const scaled = scaledInput(layer, byInput.get(layer))
    return scaledOutput(scaled, byOutput.get(layer))
  })
  return { ...network, layers, channelFactors: factors }
}

function scaledOutput(layer: ConvLayer, factors: Float64Array | undefined): ConvLayer {
  if (factors === undefined || layer.weights.kind !== 'float' || layer.bias?.kind === 'int') return layer
  const perOutput = layer.weights.values.length / factors.length
  const values = layer.weights.values.map((value, i) => value / factors[Math.floor(i / perOutput)]!)
  const bias = layer.bias && {
    kind: 'float' as const,
    values: layer.bias.values.map((value, o) => value / factors[o]!),
  }
  return { ...layer, weights: { ...layer.weights, values }, bias }
}

function scaledInput(layer: ConvLayer, factors: Float64Array | undefined): ConvLayer {
  if (factors === undefined || layer.weights.kind !== 'float') return layer
  const [outputs, perGroup, height, width] = layer.weights.shape
  const perOutput = perGroup * height * width
  const values = layer.weights.values.map((value, i) => {
    const group = Math.floor(Math.floor(i / perOutput) / (outputs / layer.groups))
    return value * factors[group * perGroup + Math.floor((i % perOutput) / (height * width))]!
  })
  return { ...layer, weights: { ...layer.weights, values } satisfies FloatWeights }
}
