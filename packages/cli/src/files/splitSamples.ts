import { FileInvalid } from '../errors.ts'

/** Numbers of several samples, one after another, as one array each. */
export const splitSamples = (numbers: Float32Array, elements: number, file: string): Float32Array[] => {
  if (numbers.length === 0 || numbers.length % elements !== 0)
    throw new FileInvalid(
      `${file} holds ${numbers.length} numbers, no whole number of samples of ${elements}. Its shape must be [samples, ...input shape].`,
    )
  return Array.from({ length: numbers.length / elements }, (_, i) => numbers.subarray(i * elements, (i + 1) * elements))
}
