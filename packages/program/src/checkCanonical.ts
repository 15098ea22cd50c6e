import { ProgramError } from './errors.ts'

/** Requires that `bytes` are what encoding their meaning gives: every byte that is not named is zero. */
export const checkCanonical = (field: string, bytes: Uint8Array, encoded: Uint8Array): void => {
  const at = bytes.findIndex((byte, i) => byte !== encoded[i])
  if (at < 0) return
  throw new ProgramError({
    field: `${field}, byte ${at}`,
    actual: bytes[at]!,
    limit: `${encoded[at]}`,
    next: 'Encode it with encodeProgram: one program has one encoding.',
  })
}
