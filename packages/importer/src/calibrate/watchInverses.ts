import { UnsupportedError, type UnsupportedProblem } from '../errors.ts'
import type { Layer } from '../layer.ts'
import { supportedOps } from '../supportedOps.ts'
import type { EachValue } from './measureRanges.ts'

/**
 * The largest divisor may be this many times the smallest: its inverse has 255 steps too. A quotient of two tensors has
 * 43.9 dB of signal to noise at 1.5 times, 40.6 at 4, 37.7 at 8, 34.5 at 16, 30.6 at 32 and 22 at 128 (uniform divisors).
 */
export const LARGEST_SPAN = 16

interface Reach {
  /** Of the inverse's magnitude. */
  least: number
  most: number
  readonly signs: Set<number>
}

/** The same values, of which the inverses of divisors are watched. */
export function watchInverses(
  each: EachValue,
  layers: readonly Layer[],
): { readonly each: EachValue; readonly check: () => void } {
  const reaches = new Map<string, Reach>()
  for (const layer of layers)
    if (layer.kind === 'unary' && layer.isInverse)
      reaches.set(layer.output, { least: Infinity, most: 0, signs: new Set() })
  return {
    each: (visit) =>
      each((tensor, values) => {
        const reach = reaches.get(tensor)
        if (reach !== undefined) follow(reach, values)
        // What reaches infinity is refused below, by a better name than the range's.
        visit(tensor, reach === undefined ? values : values.filter(Number.isFinite))
      }),
    check() {
      const problems = layers.flatMap(({ name, output }): UnsupportedProblem[] => {
        const reach = reaches.get(output)
        return reach === undefined || isBounded(reach) ? [] : [problemOf(name, reach)]
      })
      if (problems.length > 0) throw new UnsupportedError(problems, supportedOps())
    },
  }
}

function follow(reach: Reach, values: Float32Array): void {
  for (const value of values) {
    const size = Math.abs(value)
    reach.least = Math.min(reach.least, size)
    reach.most = Math.max(reach.most, Number.isNaN(value) ? Infinity : size)
    reach.signs.add(Math.sign(value))
  }
}

const isBounded = ({ least, most, signs }: Reach): boolean => signs.size <= 1 && most <= LARGEST_SPAN * least

function problemOf(node: string, { least, most, signs }: Reach): UnsupportedProblem {
  const [from, to] = [1 / most, 1 / least].map((value) => value.toPrecision(3))
  const seen =
    signs.size > 1 ? `lies on both sides of zero, as near as ${from}` : `has magnitudes from ${from} to ${to}`
  return {
    op: 'Div',
    node,
    reason: `its divisor ${seen} on the calibration samples; eight bits divide well by one of a single sign whose largest is at most ${LARGEST_SPAN} times its smallest`,
    next: 'keep the divisor away from zero (add to it, or clip it), or end the model before the division',
  }
}
