import { readFile } from 'node:fs/promises'
import { FileInvalid } from '../errors.ts'

/** A file's bytes; `what` is for the message. */
export const readFileAs = async (file: string, what: string): Promise<Uint8Array> => {
  try {
    return new Uint8Array(await readFile(file))
  } catch (cause) {
    throw new FileInvalid(
      `${what} "${file}" cannot be read (${cause instanceof Error ? cause.message : String(cause)}). Check the path.`,
      {
        cause,
      },
    )
  }
}
