import { encoding } from './encoding.ts'
import type { Shape } from './types.ts'

/** The shape that ends a row, an operand and a descriptor's first 32 bytes. */
export const decodeShape = (bytes: Uint8Array): Shape => {
  const view = new DataView(bytes.buffer, bytes.byteOffset + encoding.shape, 16)
  return [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)]
}
