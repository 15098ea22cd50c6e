import { writeFile } from 'node:fs/promises'
import { FileInvalid } from '../errors.ts'

/** Writes what a command was asked for; `remains` says what is not lost if that fails. */
export const writeOutFile = async (
  file: string,
  content: string | Uint8Array,
  what: string,
  remains: string,
): Promise<void> => {
  try {
    await writeFile(file, content)
  } catch (cause) {
    throw new FileInvalid(
      `${what} cannot be written to "${file}" (${cause instanceof Error ? cause.message : String(cause)}). ${remains}`,
      { cause },
    )
  }
}
