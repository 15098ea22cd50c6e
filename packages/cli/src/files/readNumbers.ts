import { FileInvalid } from '../errors.ts'
import { readFileAs } from './readFileAs.ts'
import { type NpyArray, readNpy } from './readNpy.ts'

/** Lists within lists that are read; an input has 4 dimensions at most, and samples may lie in lists of their own. */
const MAX_DEPTH = 16
const EXAMPLE = 'Write lists of finite numbers within lists, as long as each other, such as [[0.5, 1], [2, 3]]'

/** Appends the numbers of nested lists, each level as long as `shape` says. */
const flatten = (value: unknown, shape: readonly number[], numbers: number[], file: string): void => {
  const [length, ...inner] = shape
  if (length === undefined ? typeof value !== 'number' : !Array.isArray(value))
    throw new FileInvalid(
      `${file} holds ${JSON.stringify(value)?.slice(0, 40)} where ${length === undefined ? 'a number' : `a list of ${length}`} was expected. ${EXAMPLE}.`,
    )
  if (!Array.isArray(value)) {
    numbers.push(value as number)
    return
  }
  if (value.length !== length)
    throw new FileInvalid(`${file} holds a list of ${value.length} beside one of ${length}. ${EXAMPLE}.`)
  for (const item of value) flatten(item, inner, numbers, file)
}

/** The lengths of the first list, of the first list in it, and so on. */
const shapeOf = (value: unknown, file: string): number[] => {
  const shape: number[] = []
  for (let at = value; Array.isArray(at); at = at[0]) {
    if (shape.length === MAX_DEPTH)
      throw new FileInvalid(`${file} holds lists more than ${MAX_DEPTH} deep. ${EXAMPLE}.`)
    shape.push(at.length)
  }
  return shape
}

const fromJson = (bytes: Uint8Array, file: string): NpyArray => {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    throw new FileInvalid(
      `${file} is not JSON that can be read (${cause instanceof Error ? cause.message : String(cause)}). ${EXAMPLE}; JSON has no NaN and no Infinity.`,
      { cause },
    )
  }
  const shape = shapeOf(value, file)
  const numbers: number[] = []
  flatten(value, shape, numbers, file)
  return { shape, values: Float32Array.from(numbers) }
}

/** Finite numbers of a `.npy` or `.json` file, row-major, and their shape. */
export const readNumbers = async (file: string, what: string): Promise<NpyArray> => {
  const bytes = await readFileAs(file, what)
  if (!/\.(npy|json)$/i.test(file))
    throw new FileInvalid(`${what} "${file}" is neither .npy nor .json. Convert it to one of them.`)
  const array = /\.npy$/i.test(file) ? readNpy(bytes, file) : fromJson(bytes, file)
  const bad = array.values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0)
    throw new FileInvalid(
      `${file} holds ${array.values[bad]} at element ${bad}, as a 32-bit float; only finite numbers can be quantised. Put a number in its place.`,
    )
  return array
}
