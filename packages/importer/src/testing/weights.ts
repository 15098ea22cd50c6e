import { count } from '../count.ts'
import { draw } from './draw.ts'

/** Seeded weights whose products keep the size of what they multiply. */
export const weights = (shape: readonly number[], seed: number, gain = 1) => ({
  shape,
  values: draw(count(shape), seed).map((value) => (gain * value) / Math.sqrt(count(shape.slice(1)))),
})
