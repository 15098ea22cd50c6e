import type { Interpolation } from './interpolationOf.ts'

/** An interpolation as one small filter, the same for every output: repeat elements, then weigh neighbours. */
export interface Filter {
  /** For each element the filter reads, which one of the axis it is. */
  readonly map: Int32Array
  /** Whole numbers; together they make `sum`. */
  readonly kernel: readonly number[]
  readonly sum: number
  readonly stride: number
}

/** Larger factors would need filters of hundreds of elements. */
const MOST = 16

/** Coordinates are binary32: shares of elements far from the start are this far off. */
const TOLERANCE = 2 ** -10

/**
 * The filter of an interpolation that enlarges, or makes smaller, by a whole number; undefined for any other.
 * Enlarged s times, an axis is its elements repeated s times each under a box of s, shifted by half a position for even s
 * and centred coordinates, which makes it two boxes: 1, 2, .. 2, 1.
 */
export function filterOf(size: number, interpolation: Interpolation): Filter | undefined {
  const { first, share } = interpolation
  const times = first.length / size
  if (Math.max(times, 1 / times) > MOST) return undefined
  const enlarged = Number.isInteger(times) && times > 1
  const candidates = enlarged ? enlarging(size, times) : [shrinking(size, first.length, first[0]!, share[0]!)]
  return candidates.find((filter) => filter !== undefined && isSame(filter, size, interpolation))
}

function enlarging(size: number, times: number): Filter[] {
  const box = new Array<number>(times).fill(1)
  const centred = times % 2 === 1 ? box : [1, ...new Array<number>(times - 1).fill(2), 1]
  return [
    { kernel: centred, before: Math.floor(times / 2) },
    { kernel: box, before: 0 },
  ].map(({ kernel, before }) => ({
    map: Int32Array.from({ length: size * times + kernel.length - 1 }, (_, i) =>
      Math.max(0, Math.min(size - 1, Math.floor((i - before) / times))),
    ),
    kernel,
    sum: kernel.reduce((sum, weight) => sum + weight, 0),
    stride: 1,
  }))
}

/** Every output lies as far behind an element as the first one: on it, or half way to the next. */
function shrinking(size: number, out: number, first: number, share: number): Filter | undefined {
  const stride = size / out
  if (!Number.isInteger(stride)) return undefined
  const kernel = [...new Array<number>(first).fill(0), ...(Math.abs(share - 0.5) < TOLERANCE ? [1, 1] : [1])]
  const sum = kernel.reduce((total, weight) => total + weight, 0)
  return { map: Int32Array.from({ length: size }, (_, i) => i), kernel, sum, stride }
}

function isSame({ map, kernel, sum, stride }: Filter, size: number, { first, share }: Interpolation): boolean {
  const difference = new Float64Array(size + 1)
  return first.every((element, i) => {
    difference[element]! -= 1 - share[i]!
    difference[element + 1]! -= share[i]!
    kernel.forEach((weight, tap) => {
      const at = map[i * stride + tap]
      if (at === undefined) difference[element]! += 1
      else difference[at]! += weight / sum
    })
    const [from, to] = [Math.max(0, element - kernel.length), Math.min(size, element + kernel.length) + 1]
    const same = difference.subarray(from, to).every((error) => Math.abs(error) < TOLERANCE)
    difference.fill(0, from, to)
    return same
  })
}
