import { roundHalfEven } from '@assay/program'
import type { Quant } from '../layer.ts'

/**
 * One byte's worth of a tensor that is held in several: its part of a real value, less `start`, is what lies between `low` and `high`,
 * so the parts of all planes add up to the value.
 */
export interface Plane {
  readonly start: number
  readonly low: number
  readonly high: number
}

export interface Planes {
  /** Of every plane: one scale and one zero point, so that their readers can be one convolution. */
  readonly quant: Quant
  readonly planes: readonly Plane[]
}

/**
 * The first plane holds the values about zero, the next ones go on where one ends, upwards or downwards: at steps of s, one that goes up
 * adds (255 - zero) s to the range, one that goes down zero s. Of all ways to divide them the one with the finest steps is taken.
 * @param whole the scale that one byte would have
 * @param count planes, 2 to 8
 */
export function planesOf(whole: Quant, count: number): Planes {
  const [low, high] = [whole.zero * whole.scale, (255 - whole.zero) * whole.scale]
  const stepOf = (up: number) => (high / (1 + up) + low / (count - up)) / 255
  const ups = Array.from({ length: count }, (_, up) => up)
  const up = low === 0 ? count - 1 : ups.reduce((best, other) => (stepOf(other) < stepOf(best) ? other : best))
  const scale = Math.fround(stepOf(up))
  const zero = Math.min(255, roundHalfEven(low / (count - up) / scale))
  const [above, below] = [(255 - zero) * scale, zero * scale]
  return {
    quant: { dtype: 'u8', scale, zero },
    planes: [
      { start: 0, low: -below, high: above },
      ...Array.from({ length: up }, (_, i) => ({ start: (i + 1) * above, low: 0, high: above })),
      ...Array.from({ length: count - 1 - up }, (_, i) => ({ start: -(i + 1) * below, low: -below, high: 0 })),
    ],
  }
}
