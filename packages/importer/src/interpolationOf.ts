import type { ResizedAxis } from './resizeAxes.ts'

/** Linear interpolation along one axis: output i is (1 - share) of element `first` and `share` of the one after it. */
export interface Interpolation {
  readonly first: Int32Array
  /** 0 where the output lies on an element, or outside all of them. */
  readonly share: Float64Array
}

/** ONNX Resize in mode linear; undefined where the axis stays as it is. */
export function interpolationOf({ size, out, position }: ResizedAxis): Interpolation | undefined {
  if (position === undefined) return undefined
  const first = new Int32Array(out)
  const share = new Float64Array(out)
  for (let i = 0; i < out; i++) {
    const at = Math.max(0, Math.min(size - 1, position(i)))
    first[i] = Math.floor(at)
    share[i] = at - first[i]!
  }
  return { first, share }
}
