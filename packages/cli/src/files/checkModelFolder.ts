import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { FileInvalid } from '../errors.ts'

/** Before anything is computed: refuses a place where a compiled model cannot be written, or where it would be put among other files. */
export const checkModelFolder = async (dir: string): Promise<void> => {
  const refuse = (why: string): never => {
    throw new FileInvalid(`the compiled model cannot be written to "${dir}": ${why}. Nothing was compiled.`)
  }
  const above = path.dirname(path.resolve(dir))
  const holds = await stat(above).catch(() => undefined)
  if (holds === undefined) return refuse(`there is no folder "${above}"; make it first`)
  const present = await stat(dir).catch(() => undefined)
  if (present === undefined) return
  if (!present.isDirectory()) return refuse('it is a file; choose another name with --out')
  const files = await readdir(dir)
  if (files.length > 0 && !files.includes('program.bin'))
    return refuse(`the folder holds other files (${files.slice(0, 3).join(', ')}); choose another with --out`)
}
