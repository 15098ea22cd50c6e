import type { Calibrated } from '../4-calibrate.ts'
import { UnsupportedError, type UnsupportedProblem } from '../errors.ts'
import type { ConvLayer, Layer, Network, Quant, UnaryLayer } from '../layer.ts'
import { supportedOps } from '../supportedOps.ts'
import { planesOf } from './planesOf.ts'

/** Which tensors are held in several bytes an element, and in how many. */
export interface Finer {
  /** ONNX values, or every one that can be. */
  readonly tensors: readonly string[] | 'all'
  /** 2 to 8; 2 unless told. Two make steps half as wide, four a quarter. */
  readonly planes?: number
}

export interface Split {
  readonly network: Network
  readonly calibrated: Calibrated
  /** The tensors that were split. */
  readonly tensors: readonly string[]
}

const MOST_PLANES = 8

/**
 * Holds chosen tensors at finer scale: a tensor of C channels becomes one of C times `planes`, each plane a byte with the same finer step,
 * of which the first is the value about zero and the others what exceeds it. Their sum is the value, and as a convolution is a sum, the
 * readers take the planes as further channels with the same weights. So the makers of such a tensor are convolutions with a relu (weights
 * repeated, bias lowered) and tables, and its readers are convolutions.
 * @throws UnsupportedError for a tensor that cannot be split
 */
export function splitTensors(network: Network, calibrated: Calibrated, { tensors, planes = 2 }: Finer): Split {
  const whole = new Map(network.layers.map((layer) => [layer.output, layer]))
  const obstacle = (tensor: string) => obstacleTo(network, calibrated.quants, whole.get(tensor), tensor)
  const chosen = tensors === 'all' ? [...whole.keys()].filter((tensor) => obstacle(tensor) === undefined) : tensors
  const problems = chosen.flatMap((tensor): UnsupportedProblem[] => {
    const reason = obstacle(tensor)
    return reason === undefined
      ? []
      : [{ op: 'finer', node: tensor, reason, next: 'choose another tensor, or leave it whole' }]
  })
  if (!Number.isInteger(planes) || planes < 2 || planes > MOST_PLANES)
    problems.push({ op: 'finer', node: '', reason: `${planes} planes`, next: `take 2 to ${MOST_PLANES}` })
  if (problems.length > 0) throw new UnsupportedError(problems, supportedOps())

  const wanted = new Set(chosen)
  const quants = new Map(calibrated.quants)
  const shapes = new Map(network.shapes)
  const compared = new Map(network.compared)
  const planeCounts = new Map(network.planes)
  const notes = [...network.notes]
  const layers = network.layers.map((layer) => {
    const read = layer.kind === 'conv' && wanted.has(layer.inputs[0]!) ? widenInput(layer, planes) : layer
    if (!wanted.has(layer.output)) return read
    const before = calibrated.quants.get(layer.output)!
    const split = planesOf(before, planes)
    const name = splitName(layer.output)
    const [batch, channels, ...image] = network.shapes.get(layer.output)!
    quants.set(name, split.quant)
    shapes.set(name, [batch!, channels! * planes, ...image])
    compared.set(name, layer.output)
    planeCounts.set(name, planes)
    notes.push(
      `"${layer.output}" is held in ${planes} planes: steps of ${short(split.quant.scale)} instead of ${short(before.scale)}.`,
    )
    if (read.kind === 'unary') return { ...read, output: name, planes: split.planes } satisfies UnaryLayer
    return widenOutput(
      read as ConvLayer,
      name,
      split.planes.map(({ start }) => start),
    )
  })
  return {
    network: { ...network, layers, shapes, compared, notes, planes: planeCounts },
    calibrated: { ...calibrated, quants },
    tensors: chosen,
  }
}

const splitName = (tensor: string): string => `${tensor}/planes`
const short = (scale: number): string => scale.toPrecision(3)

function obstacleTo(
  network: Network,
  quants: ReadonlyMap<string, Quant>,
  maker: Layer | undefined,
  tensor: string,
): string | undefined {
  if (maker === undefined) return 'no layer computes it (it is an input, was folded into its reader, or does not exist)'
  const quant = quants.get(tensor)!
  if (network.quants.has(tensor)) return 'the file itself gives its scale'
  if (tensor === network.output) return 'it is the output'
  if (network.shapes.get(tensor)?.length !== 4) return 'it is not an image [N, C, H, W]'
  if (maker.kind !== 'unary' && maker.kind !== 'conv')
    return `a ${maker.kind} makes it; a convolution with a relu or a function of one tensor is needed`
  if (maker.kind === 'conv') {
    if (maker.weights.kind !== 'float' || maker.bias?.kind === 'int') return 'the file gives its weights in integers'
    if (quant.zero !== 0) return 'a convolution without a relu makes it'
    if (maker.clamp !== undefined && maker.clamp.high < 255 * quant.scale)
      return 'the clamp after its convolution is an upper one'
  }
  const readers = network.layers.filter(({ inputs }) => inputs.includes(tensor))
  const other = readers.find((layer) => layer.kind !== 'conv' || layer.weights.kind !== 'float')
  return other && `"${other.name}" (${other.kind}) reads it; only convolutions with float weights can read planes`
}

/** Channel c of the image becomes channels c * planes, c * planes + 1, and so on: each has c's weights. */
function widenInput(layer: ConvLayer, planes: number): ConvLayer {
  const { weights } = layer
  if (weights.kind !== 'float') return layer
  const [outputs, perGroup, height, width] = weights.shape
  const taps = height * width
  const values = new Float32Array(weights.values.length * planes)
  for (let i = 0; i < outputs * perGroup; i++)
    for (let plane = 0; plane < planes; plane++)
      values.set(weights.values.subarray(i * taps, (i + 1) * taps), (i * planes + plane) * taps)
  const shape = [outputs, perGroup * planes, height, width] as const
  return { ...layer, inputs: layer.inputs.map(splitName), weights: { ...weights, shape, values } }
}

function widenOutput(layer: ConvLayer, output: string, starts: readonly number[]): ConvLayer {
  const { weights, bias } = layer
  if (weights.kind !== 'float' || bias?.kind === 'int') return layer
  const [outputs, perGroup, height, width] = weights.shape
  const perOutput = perGroup * height * width
  const values = new Float32Array(weights.values.length * starts.length)
  const biases = new Float64Array(outputs * starts.length)
  for (let o = 0; o < outputs; o++) {
    starts.forEach((start, plane) => {
      const at = o * starts.length + plane
      values.set(weights.values.subarray(o * perOutput, (o + 1) * perOutput), at * perOutput)
      biases[at] = (bias?.values[o] ?? 0) - start
    })
  }
  const shape = [outputs * starts.length, perGroup, height, width] as const
  return {
    ...layer,
    output,
    weights: { ...weights, shape, values },
    bias: { kind: 'float', values: biases },
    clamp: undefined,
  }
}
