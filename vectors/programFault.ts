import { decodeProgram, ProgramError, validateProgram } from '@assay/program'

/** Why a program is refused; undefined if it is not. */
export const programFault = (bytes: Uint8Array): ProgramError | undefined => {
  try {
    validateProgram(decodeProgram(bytes))
    return undefined
  } catch (error) {
    if (error instanceof ProgramError) return error
    throw error
  }
}
