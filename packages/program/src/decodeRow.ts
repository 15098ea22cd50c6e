import { checkCanonical } from './checkCanonical.ts'
import { checkRange } from './checkRange.ts'
import { decodeDtype } from './decodeDtype.ts'
import { decodeShape } from './decodeShape.ts'
import { encodeRow } from './encodeRow.ts'
import { encoding } from './encoding.ts'
import type { TensorType } from './types.ts'

/** Inverse of encodeRow; refuses any other bytes. */
export const decodeRow = (bytes: Uint8Array, field = 'row'): TensorType => {
  checkRange({ field: `${field} length` }, bytes.length, encoding.row, encoding.row)
  const row = { dtype: decodeDtype(`${field}.dtype`, bytes[0]!), shape: decodeShape(bytes) }
  checkCanonical(field, bytes, encodeRow(row))
  return row
}
