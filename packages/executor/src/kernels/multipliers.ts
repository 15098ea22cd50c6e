import { effectiveMultiplier } from '@assay/program'
import { UnsupportedProgramError } from '../errors.ts'
import type { LoweredOperand } from '../Lowering.ts'

/** A multiplier operand's values with those that count as 0 written as 0. */
export function multipliers(operand: LoweredOperand, where: string): Float32Array {
  const { constant } = operand
  if (constant === undefined) throw new UnsupportedProgramError(where, 'has multipliers that are not a constant')
  const view = new DataView(constant.buffer, constant.byteOffset, constant.byteLength)
  return Float32Array.from({ length: constant.byteLength / 4 }, (_, index) =>
    effectiveMultiplier(view.getFloat32(index * 4, true)),
  )
}
