import { Readable } from 'node:stream'

/** More would be on its way at once to who reads nothing, less would take longer. */
const SLICE_BYTES = 2 ** 14

const slice = (bytes: Uint8Array, start: number): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(SLICE_BYTES, bytes.length - start))

function* slices(bytes: Uint8Array): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) yield slice(bytes, start)
}

/** The bytes as an answer's body, without a copy: what is long goes slice by slice, so that it is seen how much of it was taken. */
export const bodyOf = (bytes: Uint8Array): Buffer | Readable =>
  bytes.length <= SLICE_BYTES ? slice(bytes, 0) : Readable.from(slices(bytes))
