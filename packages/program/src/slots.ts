import type { AttributeSlot } from './OpDefinition.ts'

const int = (slot: number): AttributeSlot => ({ slot, kind: 'int' })
const f32 = (slot: number): AttributeSlot => ({ slot, kind: 'f32' })

/** docs/format.md, "Attribute slots": a name stands in one slot whichever op uses it. */
export const slots = {
  kernelH: int(0),
  kernelW: int(1),
  strideH: int(2),
  strideW: int(3),
  padTop: int(4),
  padLeft: int(5),
  padBottom: int(6),
  padRight: int(7),
  dilationH: int(8),
  dilationW: int(9),
  groups: int(10),
  axis: int(10),
  zeroX: int(11),
  zeroW: int(12),
  zeroY: int(13),
  low: int(14),
  high: int(15),
  scaleX: f32(16),
  scaleW: f32(17),
  scaleY: f32(18),
} as const
