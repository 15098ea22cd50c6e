import { roundHalfEven } from '@assay/program'
import { count } from './count.ts'
import { CalibrationError } from './errors.ts'
import type { Network, Quant } from './layer.ts'
import { openReference, type Reference } from './openReference.ts'
import { rootOf } from './rootOf.ts'

/** One array of numbers per input, in the model's own units and row-major order. */
export type Sample = readonly Float32Array[]

/** `min-max`: the whole range seen. A percentile (50..100) leaves out that share of outliers at both ends. */
export type RangeMethod = 'min-max' | { readonly percentile: number }

/**
 * Pass 4: runs the float model on the samples and gives every tensor that has no scale yet one that covers what was
 * seen: u8, zero exactly representable.
 * @returns the scale of every tensor
 * @throws CalibrationError
 */
export async function calibrate(
  network: Network,
  onnx: Uint8Array,
  samples: readonly Sample[],
  method: RangeMethod = 'min-max',
): Promise<ReadonlyMap<string, Quant>> {
  const tensors = [...network.inputs.map(({ name }) => name), ...network.layers.map(({ output }) => output)]
  const roots = [...new Set(tensors.map((tensor) => rootOf(network.layers, tensor)))]
  const open = roots.filter((root) => !network.quants.has(root))
  const quants = new Map(network.quants)
  if (open.length > 0) {
    checkSamples(network, samples, open)
    const reference = await openReference(onnx, network, open)
    try {
      for (const [name, range] of await ranges(reference, network, samples, open, method))
        quants.set(name, quantOf(name, range))
    } finally {
      await reference.close()
    }
  }
  for (const tensor of tensors) {
    const quant = quants.get(rootOf(network.layers, tensor))
    if (quant === undefined)
      throw new CalibrationError(`tensor "${tensor}" has no range: the file does not name it. Export the model again.`)
    quants.set(tensor, quant)
  }
  return quants
}

interface Range {
  low: number
  high: number
}

function checkSamples(network: Network, samples: readonly Sample[], open: readonly string[]): void {
  if (samples.length === 0)
    throw new CalibrationError(
      `${open.length} float tensors (${open.slice(0, 4).join(', ')}${open.length > 4 ? ', ...' : ''}) need a scale, and no calibration samples were given. Pass about 100 typical inputs.`,
    )
  samples.forEach((sample, at) => {
    if (sample.length !== network.inputs.length)
      throw new CalibrationError(
        `calibration sample ${at} has ${sample.length} arrays for ${network.inputs.length} inputs (${network.inputs.map(({ name }) => name).join(', ')}).`,
      )
    network.inputs.forEach(({ name, shape }, input) => {
      const values = sample[input]!
      if (values.length !== count(shape))
        throw new CalibrationError(
          `calibration sample ${at}, input "${name}": ${values.length} numbers, but [${shape.join(', ')}] needs ${count(shape)}.`,
        )
      const bad = values.findIndex((value) => !Number.isFinite(value))
      if (bad >= 0)
        throw new CalibrationError(
          `calibration sample ${at}, input "${name}"[${bad}] is ${values[bad]}; it must be finite.`,
        )
    })
  })
}

const BINS = 4096

async function ranges(
  reference: Reference,
  network: Network,
  samples: readonly Sample[],
  open: readonly string[],
  method: RangeMethod,
): Promise<Map<string, Range>> {
  const found = new Map<string, Range>()
  const each = async (visit: (name: string, values: Float32Array) => void) => {
    for (const sample of samples) {
      const values = await reference.run(sample)
      for (const name of open) {
        const input = network.inputs.findIndex((candidate) => candidate.name === name)
        const seen = input >= 0 ? sample[input] : values.get(name)?.values
        if (seen !== undefined) visit(name, seen)
      }
    }
  }
  await each((name, values) => {
    const range = found.get(name) ?? { low: 0, high: 0 }
    for (const value of values) {
      if (!Number.isFinite(value))
        throw new CalibrationError(`tensor "${name}" reaches ${value} on a calibration sample.`)
      if (value < range.low) range.low = value
      if (value > range.high) range.high = value
    }
    found.set(name, range)
  })
  if (method === 'min-max') return found

  if (!(method.percentile > 50 && method.percentile <= 100))
    throw new CalibrationError(`percentile ${method.percentile}: it must lie above 50 and not above 100.`)
  const histograms = new Map([...found.keys()].map((name) => [name, new Float64Array(BINS)]))
  await each((name, values) => {
    const { low, high } = found.get(name)!
    const histogram = histograms.get(name)!
    const width = (high - low) / BINS || 1
    for (const value of values) histogram[Math.min(BINS - 1, Math.floor((value - low) / width))]!++
  })
  for (const [name, range] of found) {
    const histogram = histograms.get(name)!
    const total = histogram.reduce((sum, n) => sum + n, 0)
    const cut = (total * (100 - method.percentile)) / 100
    const width = (range.high - range.low) / BINS
    let [first, last, below, above] = [0, BINS - 1, histogram[0]!, histogram[BINS - 1]!]
    while (below < cut && first < BINS / 2) below += histogram[++first]!
    while (above < cut && last > BINS / 2) above += histogram[--last]!
    const { low } = range
    found.set(name, { low: Math.min(0, low + first * width), high: Math.max(0, low + (last + 1) * width) })
  }
  return found
}

/** The range holds 0, so that padding and relu are exact. */
function quantOf(name: string, { low, high }: Range): Quant {
  const scale = Math.fround((high - low) / 255)
  if (scale > 2 ** 60)
    throw new CalibrationError(
      `tensor "${name}" ranges from ${low} to ${high} on the calibration samples; its scale would exceed 2^60. Check the weights before it.`,
    )
  if (!(scale >= 2 ** -60)) return { dtype: 'u8', scale: 1, zero: 0 }
  return { dtype: 'u8', scale, zero: Math.max(0, Math.min(255, roundHalfEven(-low / scale))) }
}
