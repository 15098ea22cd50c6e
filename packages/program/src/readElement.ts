import type { Dtype } from './types.ts'

const scratch = new DataView(new ArrayBuffer(4))

/** Element `index` of a tensor's bytes. */
export const readElement = (bytes: Uint8Array, dtype: Dtype, index: number): number => {
  switch (dtype) {
    case 'u8':
      return bytes[index]!
    case 'i8':
      return (bytes[index]! << 24) >> 24
    case 'i32':
      return readWord(bytes, index)
    case 'f32':
      scratch.setInt32(0, readWord(bytes, index))
      return scratch.getFloat32(0)
  }
}

const readWord = (bytes: Uint8Array, index: number): number =>
  bytes[4 * index]! | (bytes[4 * index + 1]! << 8) | (bytes[4 * index + 2]! << 16) | (bytes[4 * index + 3]! << 24)
