import { FileInvalid } from '../errors.ts'
import type { NpyArray } from './readNpy.ts'

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
const withoutOnes = (shape: readonly number[]): number[] => shape.filter((dim) => dim !== 1)

/** Whether an array is samples of `wanted`: axes of one aside, it ends in the same axes, or is a plain list, or a row for each sample. */
const fits = (shape: readonly number[], wanted: readonly number[]): boolean => {
  if (shape.length <= 1 || shape.at(-1) === count(wanted)) return true
  const inner = withoutOnes(wanted)
  const outer = withoutOnes(shape)
  const skipped = outer.length - inner.length
  return skipped >= 0 && inner.every((dim, axis) => dim === outer[skipped + axis])
}

/** Numbers of several samples of an input, one after another, as one array each. */
export const splitSamples = (
  { values, shape }: NpyArray,
  input: { readonly name: string; readonly shape: readonly number[] },
  file: string,
): Float32Array[] => {
  const elements = count(input.shape)
  const wanted = `input "${input.name}" takes [${input.shape.join(', ')}]`
  if (values.length === 0 || values.length % elements !== 0)
    throw new FileInvalid(
      `${file} holds ${values.length} numbers, no whole number of samples of ${elements}: ${wanted}. Its shape must be [samples, ...input shape].`,
    )
  if (!fits(shape, input.shape))
    throw new FileInvalid(
      `${file} has shape [${shape.join(', ')}]; ${wanted}, or several samples of it. Transpose it, or write a plain list of the numbers in that order.`,
    )
  return Array.from({ length: values.length / elements }, (_, i) => values.subarray(i * elements, (i + 1) * elements))
}
