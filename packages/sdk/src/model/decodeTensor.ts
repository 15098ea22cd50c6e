import { byteSize, type Dtype, readElement } from '@assay/program'
import type { TensorMeaning } from './Manifest.ts'

/** The real numbers behind a tensor's bytes: (element - zero) * scale. */
export function decodeTensor(bytes: Uint8Array, meaning: Pick<TensorMeaning, 'dtype' | 'scale' | 'zero'>): number[] {
  const dtype: Dtype = meaning.dtype
  return Array.from(
    { length: bytes.length / byteSize(dtype) },
    (_, i) => (readElement(bytes, dtype, i) - meaning.zero) * meaning.scale,
  )
}
