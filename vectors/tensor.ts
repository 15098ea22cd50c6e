import { byteSize, type Dtype, elementCount, type Shape, writeElement } from '@assay/program'

export interface Tensor {
  readonly dtype: Dtype
  readonly shape: Shape
  readonly bytes: Uint8Array
}

/** A tensor whose elements are `values`, repeated as often as needed. */
export const tensor = (dtype: Dtype, shape: Shape, values: readonly number[]): Tensor => {
  const bytes = new Uint8Array(elementCount(shape) * byteSize(dtype))
  for (let i = 0; i < elementCount(shape); i++) writeElement(bytes, dtype, i, values[i % values.length]!)
  return { dtype, shape, bytes }
}
