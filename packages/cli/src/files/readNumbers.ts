import { FileInvalid } from '../errors.ts'
import { readFileAs } from './readFileAs.ts'
import { readNpy } from './readNpy.ts'

const flatten = (value: unknown, file: string): number[] => {
  if (typeof value === 'number') return [value]
  if (Array.isArray(value)) return value.flatMap((item) => flatten(item, file))
  throw new FileInvalid(
    `${file} holds ${JSON.stringify(value)?.slice(0, 40)} where a number was expected. Write nested arrays of numbers.`,
  )
}

/** Numbers of a `.npy` or `.json` file, row-major. */
export const readNumbers = async (file: string, what: string): Promise<Float32Array> => {
  const bytes = await readFileAs(file, what)
  if (file.endsWith('.npy')) return readNpy(bytes, file).values
  if (file.endsWith('.json')) {
    try {
      return Float32Array.from(flatten(JSON.parse(Buffer.from(bytes).toString('utf8')), file))
    } catch (cause) {
      if (cause instanceof FileInvalid) throw cause
      throw new FileInvalid(`${file} is not JSON (${cause instanceof Error ? cause.message : String(cause)}).`, {
        cause,
      })
    }
  }
  throw new FileInvalid(`${what} "${file}" is neither .npy nor .json. Convert it to one of them.`)
}
