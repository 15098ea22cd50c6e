import type { Shape } from './types.ts'

/** A shape, or coordinates, with another value on one axis. */
export const withAxis = (shape: Shape, axis: number, value: number): Shape => {
  const [n, h, w, c] = shape.map((size, i) => (i === axis ? value : size))
  return [n!, h!, w!, c!]
}
