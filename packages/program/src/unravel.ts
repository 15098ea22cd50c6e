import type { Shape } from './types.ts'

/** Coordinates of element `index` of a tensor. */
export const unravel = (index: number, shape: Shape): [number, number, number, number] => {
  const [, height, width, channels] = shape
  const column = Math.floor(index / channels)
  const row = Math.floor(column / width)
  return [Math.floor(row / height), row % height, column % width, index % channels]
}
