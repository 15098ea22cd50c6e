import type { EachValue } from '../calibrate/measureRanges.ts'
import { count } from '../count.ts'

/** The largest magnitude of each channel of tensors [N, C, H, W]. */
export async function channelPeaks(
  each: EachValue,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<ReadonlyMap<string, Float64Array>> {
  const peaks = new Map<string, Float64Array>()
  await each((name, values) => {
    const shape = shapes.get(name)!
    const channels = shape[1]!
    const inner = count(shape.slice(2))
    const found = peaks.get(name) ?? new Float64Array(channels)
    peaks.set(name, found)
    for (let i = 0; i < values.length; i++) {
      const channel = Math.floor(i / inner) % channels
      const size = Math.abs(values[i]!)
      if (size > found[channel]!) found[channel] = size
    }
  })
  return peaks
}
