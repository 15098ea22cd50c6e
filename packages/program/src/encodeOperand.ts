import { checkRange } from './checkRange.ts'
import { dtypes } from './dtypes.ts'
import { encodeRow } from './encodeRow.ts'
import { sources } from './sources.ts'
import type { Operand } from './types.ts'

/** The 32 bytes of an operand: source, dtype, index, view shape. */
export const encodeOperand = (operand: Operand): Uint8Array => {
  checkRange({ field: 'operand index' }, operand.index, 0, 0xffff)
  const bytes = encodeRow(operand)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, sources[operand.source])
  view.setUint8(1, dtypes[operand.dtype].code)
  view.setUint16(2, operand.index)
  return bytes
}
