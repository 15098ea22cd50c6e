import { type Dtype, dtypes, elementCount, type Shape } from '@assay/program'
import { type Tensor, tensor } from '../tensor.ts'

/** A tensor that holds its own indices, so that an element which was moved says where from. Bytes repeat after 251, a prime. */
export const numbered = (dtype: Dtype, shape: Shape): Tensor => {
  const modulus = dtype === 'i32' ? 2 ** 31 : 251
  const values = Array.from({ length: elementCount(shape) }, (_, i) => dtypes[dtype].min + ((i * 7 + 3) % modulus))
  return tensor(dtype, shape, values)
}

/** The three dtypes of what can be moved. */
export const movable = ['u8', 'i8', 'i32'] as const
