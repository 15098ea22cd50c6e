import { columns } from './columns.ts'
import { hex } from './hex.ts'
import { invalidPrograms } from './invalidPrograms.ts'
import { programFault } from './programFault.ts'

/** Programs that the chain must refuse, for these reasons. A file of its own: a test that reads both would run out of gas. */
export const invalidProgramVectors = (): Readonly<Record<string, unknown>> =>
  columns(
    invalidPrograms().map(({ program, ...row }) => ({
      ...row,
      field: programFault(program)!.field,
      program: hex(program),
    })),
  )
