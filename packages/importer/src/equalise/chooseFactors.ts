import type { ConvLayer } from '../layer.ts'
import type { ChannelGroup } from './channelGroups.ts'
import { quartersOf } from './factorOf.ts'

/** No channel is scaled by more: beyond it what it held is lost in the weights instead. */
const LARGEST = 2 ** 6

/**
 * What to divide each channel of a group by, as quarter powers of two. A depthwise convolution has a scale per channel, so its input's
 * channels can all be made as large as the largest for nothing. Other weights are shared: what an activation gains they lose, and the
 * square root of both is the middle (Xiao et al., "SmoothQuant", 2023, with alpha = 0.5).
 * @param peaks largest magnitude of each channel, by tensor
 */
export function chooseFactors(
  { producer, tensors, readers }: ChannelGroup,
  peaks: ReadonlyMap<string, Float64Array>,
): number[] {
  const channels = producer.weights.shape[0]
  const known = tensors.flatMap((tensor) => peaks.get(tensor) ?? []).filter(({ length }) => length === channels)
  const activation = Float64Array.from({ length: channels }, (_, c) =>
    known.reduce((most, each) => Math.max(most, (each[c] ?? 0) / largestOf(each)), 0),
  )
  const shared = readers.filter((reader) => !isDepthwise(reader, channels))
  const weight = Float64Array.from({ length: channels }, (_, c) =>
    shared.reduce((most, reader) => Math.max(most, columnPeak(reader, c)), 0),
  )
  const wanted = activation.map((peak, c) =>
    peak === 0 ? Number.NaN : shared.length === 0 ? peak : Math.sqrt(peak / Math.max(weight[c]!, 1e-6)),
  )
  const most = wanted.reduce((a, b) => (b > a ? b : a), 0)
  return Array.from(wanted, (factor) => (Number.isNaN(factor) ? 0 : quartersOf(Math.max(1 / LARGEST, factor / most))))
}

const largestOf = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), 0) || 1

const isDepthwise = ({ groups, weights }: ConvLayer, channels: number): boolean =>
  groups === channels && weights.shape[0] === channels

/** The largest weight that reads a channel, beside the largest of the same output. */
function columnPeak({ weights, groups }: ConvLayer, channel: number): number {
  const [outputs, perGroup, height, width] = weights.shape
  const taps = height * width
  const perOutput = perGroup * taps
  const group = Math.floor(channel / perGroup)
  const inGroup = channel % perGroup
  let peak = 0
  for (let o = (group * outputs) / groups; o < ((group + 1) * outputs) / groups; o++) {
    const row = weights.values.subarray(o * perOutput, (o + 1) * perOutput)
    let most = 0
    for (const value of row) most = Math.max(most, Math.abs(value))
    if (most === 0) continue
    for (let tap = 0; tap < taps; tap++) peak = Math.max(peak, Math.abs(row[inGroup * taps + tap]!) / most)
  }
  return peak
}
