import { byteSize, type Dtype, readElement } from '@assay/program'

/** How many elements of two tensors of one type differ, and by how much at most. */
export const diffConstant = (
  a: Uint8Array,
  b: Uint8Array,
  dtype: Dtype,
): { readonly elements: number; readonly differing: number; readonly maxDifference: number } => {
  const elements = a.length / byteSize(dtype)
  let [differing, maxDifference] = [0, 0]
  if (Buffer.compare(a, b) !== 0)
    for (let i = 0; i < elements; i++) {
      const [x, y] = [readElement(a, dtype, i), readElement(b, dtype, i)]
      if (Object.is(x, y)) continue
      differing++
      maxDifference = Math.max(maxDifference, Math.abs(x - y))
    }
  return { elements, differing, maxDifference }
}
