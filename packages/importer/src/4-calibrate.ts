import { channelMeans } from './calibrate/channelMeans.ts'
import { checkSamples } from './calibrate/checkSamples.ts'
import { type EachValue, measureRanges, type RangeMethod } from './calibrate/measureRanges.ts'
import { quantOf } from './calibrate/quantOf.ts'
import type { Range } from './calibrate/Range.ts'
import type { Sample } from './calibrate/Sample.ts'
import { watchInverses } from './calibrate/watchInverses.ts'
import { CalibrationError } from './errors.ts'
import type { Layer, Network, Quant } from './layer.ts'
import { openReference, type Reference } from './openReference.ts'
import { rootOf } from './rootOf.ts'

export interface CalibrateOptions {
  readonly calibration?: readonly Sample[] | undefined
  readonly ranges?: RangeMethod | undefined
  readonly biasCorrection?: boolean | undefined
  /** Scales found before, by tensor: those are taken, and the samples are not needed for them. */
  readonly scales?: Readonly<Record<string, Quant>> | undefined
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

export interface Calibrated {
  /** The scale of every tensor. */
  readonly quants: ReadonlyMap<string, Quant>
  /** For bias correction: the mean of each channel of a product's input. */
  readonly means: ReadonlyMap<string, Float64Array>
}

/**
 * Pass 4: runs the float model on the samples and gives every tensor that has no scale yet one that covers what was
 * seen: u8, zero exactly representable.
 * @throws CalibrationError, UnsupportedError where a tensor is divided by one that comes near zero
 */
export async function calibrate(network: Network, onnx: Uint8Array, options: CalibrateOptions): Promise<Calibrated> {
  const samples = options.calibration ?? []
  const producers = new Map(network.layers.map((layer) => [layer.output, layer]))
  const tensors = [...network.inputs.map(({ name }) => name), ...network.layers.map(({ output }) => output)]
  const quants = new Map(network.quants)
  for (const [name, { values, integer }] of network.constants)
    if (!integer) quants.set(name, quantOf(name, rangeOf(values)))
  const groups = new Map<string, string[]>()
  for (const tensor of tensors) {
    const root = rootOf(producers, tensor)
    groups.set(root, [...(groups.get(root) ?? []), tensor])
  }
  for (const root of groups.keys()) {
    const given = options.scales?.[root]
    if (given !== undefined && !quants.has(root)) quants.set(root, given)
  }
  const open = [...groups.keys()].filter((root) => !quants.has(root))
  const products = options.biasCorrection ? productInputs(network.layers) : []
  let means: ReadonlyMap<string, Float64Array> = new Map()
  if (open.length > 0 && samples.length === 0)
    throw new CalibrationError(
      `${open.length} float tensors (${open.slice(0, 4).join(', ')}${open.length > 4 ? ', ...' : ''}) need a scale, and no calibration samples were given. Pass about 100 typical inputs (--calibration samples.npy on the command line, calibration in code).`,
    )
  if (samples.length > 0 && open.length + products.length > 0) {
    checkSamples(network.inputs, samples)
    const inFile = (name: string) => network.compared.get(name) ?? name
    // A view or a choice of a tensor has its values (or some of them) where the file does not name the tensor itself.
    const names = new Map<string, readonly string[]>([
      ...open.map((root) => [root, groups.get(root)!] as const),
      ...products.map((name) => [name, [inFile(name)]] as const),
    ])
    const reference = await openReference(onnx, network, [...names.values()].flat())
    const total = samples.length * passes(options, open.length)
    let done = 0
    const run = async (sample: Sample) => {
      const values = await reference.run(sample)
      options.onProgress?.(++done, total)
      return values
    }
    try {
      if (open.length > 0) {
        const { each, check } = watchInverses(visitor(run, network, samples, open, names), network.layers)
        for (const [name, range] of await measureRanges(each, options.ranges ?? 'min-max'))
          quants.set(name, narrowed(network, producers, name, range))
        check()
      }
      if (products.length > 0)
        means = await channelMeans(visitor(run, network, samples, products, names), network.layers, network.shapes)
    } finally {
      await reference.close()
    }
  }
  for (const tensor of tensors) {
    const quant = quants.get(rootOf(producers, tensor))
    if (quant === undefined)
      throw new CalibrationError(`tensor "${tensor}" has no range: the file does not name it. Export the model again.`)
    quants.set(tensor, quant)
  }
  return { quants, means }
}

const passes = ({ ranges, biasCorrection }: CalibrateOptions, open: number): number =>
  (open === 0 ? 0 : ranges === undefined || ranges === 'min-max' ? 1 : 2) + (biasCorrection ? 1 : 0)

const productInputs = (layers: readonly Layer[]): string[] => [
  ...new Set(
    layers.flatMap((layer) =>
      (layer.kind === 'conv' || layer.kind === 'matmul') && layer.weights.kind === 'float' ? [layer.inputs[0]!] : [],
    ),
  ),
]

const visitor =
  (
    run: Reference['run'],
    network: Network,
    samples: readonly Sample[],
    tensors: readonly string[],
    names: ReadonlyMap<string, readonly string[]>,
  ): EachValue =>
  async (visit) => {
    for (const sample of samples) {
      const values = await run(sample)
      for (const tensor of tensors) {
        const input = network.inputs.findIndex(({ name }) => name === tensor)
        const found = names.get(tensor)!.find((name) => values.has(name))
        const seen = input >= 0 ? sample[input] : found && values.get(found)?.values
        if (seen) visit(tensor, seen instanceof Float32Array ? seen : Float32Array.from(seen))
      }
    }
  }

const rangeOf = (values: ArrayLike<number>): Range => {
  let [low, high] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!)
    high = Math.max(high, values[i]!)
  }
  return { low, high }
}

/** e^-24 is far below what one of 255 levels of a probability can show: what only a softmax reads needs no more. */
const SOFTMAX_REACH = 24

function narrowed(network: Network, producers: ReadonlyMap<string, Layer>, tensor: string, range: Range): Quant {
  const readers = network.layers.filter(({ inputs }) => inputs.includes(tensor))
  const masked = readers.length > 0 && readers.every(({ kind }) => kind === 'softmax')
  if (masked) return quantOf(tensor, { ...range, low: Math.min(0, Math.max(range.low, range.high - SOFTMAX_REACH)) })
  const quant = quantOf(tensor, range)
  if (producers.get(tensor)?.kind !== 'softmax') return quant
  // A softmax counts in whole levels.
  return { dtype: 'u8', scale: Math.fround(1 / Math.max(1, Math.floor(1 / quant.scale))), zero: 0 }
}
