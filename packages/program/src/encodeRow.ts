import { checkRange } from './checkRange.ts'
import { dtypes } from './dtypes.ts'
import { encoding } from './encoding.ts'
import { limits } from './limits.ts'
import type { TensorType } from './types.ts'

/** The 32 bytes of an input's or constant's row: dtype and shape. Descriptors and operands end in the same way. */
export const encodeRow = (type: TensorType): Uint8Array => {
  const bytes = new Uint8Array(encoding.row)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, dtypes[type.dtype].code)
  type.shape.forEach((size, axis) => {
    checkRange({ field: `shape[${axis}]` }, size, 0, limits.dimension)
    view.setUint32(encoding.shape + 4 * axis, size)
  })
  return bytes
}
