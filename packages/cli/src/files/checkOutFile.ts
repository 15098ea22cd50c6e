import { open, stat } from 'node:fs/promises'
import path from 'node:path'
import { FileInvalid } from '../errors.ts'

/** A file that a command writes at its end. */
export interface OutFile {
  readonly file: string
  /** For messages: "the output". */
  readonly what: string
  /** How a file of this kind begins: only such a file, or an empty one, is written over. */
  readonly start: string
}

/** Before anything is computed: refuses a place that cannot be written, and a file whose loss nobody asked for. */
export const checkOutFile = async ({ file, what, start }: OutFile): Promise<void> => {
  const folder = path.dirname(file)
  const refuse = (why: string): never => {
    throw new FileInvalid(`${what} cannot be written to "${file}": ${why}. Nothing was computed.`)
  }
  const holds = await stat(folder).catch(() => undefined)
  if (holds === undefined) return refuse(`there is no folder "${folder}"; make it first`)
  if (!holds.isDirectory()) return refuse(`"${folder}" is no folder; choose another place`)
  const present = await stat(file).catch(() => undefined)
  if (present === undefined) return
  if (present.isDirectory()) return refuse('it is a folder; name a file in it')
  if (!present.isFile() || present.size === 0) return
  const handle = await open(file, 'r').catch(() => undefined)
  if (handle === undefined) return refuse('it cannot be read; choose another name')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(start.length), 0, start.length, 0)
    if (buffer.toString('latin1', 0, bytesRead) !== start)
      return refuse('the file there is of another kind and would be lost; choose another name, or remove it')
  } finally {
    await handle.close()
  }
}
