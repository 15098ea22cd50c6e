import type { Shape } from '@assay/program'
import { count } from '../count.ts'

/** Four dimensions: leading ones, or leading dimensions joined. */
export const toShape = (shape: readonly number[]): Shape => {
  const last = shape.slice(-3)
  return [count(shape.slice(0, -3)), ...new Array<number>(3 - last.length).fill(1), ...last] as unknown as Shape
}

/** [N, C, H, W] as [N, H, W, C]; [N, C, L] as [N, 1, L, C]. */
export const imageShape = (shape: readonly number[]): Shape =>
  shape.length === 3 ? [shape[0]!, 1, shape[2]!, shape[1]!] : [shape[0]!, shape[2]!, shape[3]!, shape[1]!]
