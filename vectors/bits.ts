import type { Tensor } from './tensor.ts'

/** A vector of binary32 bit patterns: the only way to write a signalling NaN. */
export const bits = (patterns: readonly number[]): Tensor => {
  const bytes = new Uint8Array(4 * patterns.length)
  const view = new DataView(bytes.buffer)
  patterns.forEach((pattern, i) => {
    view.setUint32(4 * i, pattern, true)
  })
  return { dtype: 'f32', shape: [1, 1, 1, patterns.length], bytes }
}
