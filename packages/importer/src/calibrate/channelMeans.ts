import { count } from '../count.ts'
import type { Layer } from '../layer.ts'
import type { EachValue } from './measureRanges.ts'

/** Mean of each input channel (conv) or column (matmul) of layers with float weights, by the tensor they read. */
export async function channelMeans(
  each: EachValue,
  layers: readonly Layer[],
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<ReadonlyMap<string, Float64Array>> {
  const sums = new Map<string, { readonly sum: Float64Array; readonly inner: number; count: number }>()
  for (const layer of layers) {
    if ((layer.kind !== 'conv' && layer.kind !== 'matmul') || layer.weights.kind !== 'float') continue
    const shape = shapes.get(layer.inputs[0]!)!
    const axis = layer.kind === 'conv' ? 1 : shape.length - 1
    sums.set(layer.inputs[0]!, {
      sum: new Float64Array(shape[axis] ?? 1),
      inner: count(shape.slice(axis + 1)),
      count: 0,
    })
  }
  await each((name, values) => {
    const found = sums.get(name)
    if (found === undefined) return
    const channels = found.sum.length
    for (let i = 0; i < values.length; i++) found.sum[Math.floor(i / found.inner) % channels]! += values[i]!
    found.count += values.length / channels
  })
  return new Map(
    [...sums].flatMap(([name, { sum, count: of }]) =>
      of === 0 ? [] : [[name, sum.map((total) => total / of)] as const],
    ),
  )
}
