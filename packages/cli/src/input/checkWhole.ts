import type { TensorIo } from '@assay/importer'
import { dtypes } from '@assay/program'
import { FileInvalid } from '../errors.ts'

/** Numbers for an input of integers, which are taken as they are, must be integers of its type. */
export const checkWhole = (values: Float32Array, { name, dtype }: TensorIo, file: string): void => {
  const { min, max } = dtypes[dtype]
  const bad = values.findIndex((value) => !Number.isInteger(value) || value < min || value > max)
  if (bad >= 0)
    throw new FileInvalid(
      `${file} holds ${values[bad]} at element ${bad}; input "${name}" takes whole numbers from ${min} to ${max} (${dtype}).`,
    )
}
