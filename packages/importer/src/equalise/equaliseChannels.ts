import { checkSamples } from '../calibrate/checkSamples.ts'
import type { Sample } from '../calibrate/Sample.ts'
import { CalibrationError } from '../errors.ts'
import type { Network } from '../layer.ts'
import { openReference } from '../openReference.ts'
import { channelGroups } from './channelGroups.ts'
import { channelPeaks } from './channelPeaks.ts'
import { chooseFactors } from './chooseFactors.ts'
import { scaleChannels } from './scaleChannels.ts'

export interface Equalised {
  readonly network: Network
  /** Exponents of the factors (quarter powers of two) of each convolution's output that was scaled. */
  readonly channels: Readonly<Record<string, readonly number[]>>
}

/**
 * Channels of one tensor share its scale, so those that are small beside the largest are lost in its steps. Where the weights on both
 * sides can bear it, each channel is divided by a factor and multiplied again by whoever reads it: the same network, finer steps.
 * @param given factors of an earlier import, which need no samples
 * @throws CalibrationError
 */
export async function equaliseChannels(
  network: Network,
  onnx: Uint8Array,
  samples: readonly Sample[],
  given?: Readonly<Record<string, readonly number[]>>,
): Promise<Equalised> {
  const groups = channelGroups(network)
  if (given !== undefined) return { network: scaleChannels(network, groups, given), channels: given }
  if (groups.length === 0) return { network, channels: {} }
  if (samples.length === 0)
    throw new CalibrationError('to equalise channels, calibration samples are needed. Pass about 100 typical inputs.')
  checkSamples(network.inputs, samples)
  const wanted = [...new Set(groups.flatMap(({ tensors }) => tensors))]
  const reference = await openReference(onnx, network, wanted)
  try {
    const peaks = await channelPeaks(async (visit) => {
      for (const sample of samples) for (const [name, { values }] of await reference.run(sample)) visit(name, values)
    }, network.shapes)
    const channels = Object.fromEntries(groups.map((group) => [group.producer.output, chooseFactors(group, peaks)]))
    const scaled = scaleChannels(network, groups, channels)
    const note = `Channels of ${groups.length} tensors are brought to a common size before they are rounded; the report compares them as they are then.`
    return { network: { ...scaled, notes: [...scaled.notes, note] }, channels }
  } finally {
    await reference.close()
  }
}
