import type { Dtype } from './types.ts'

const scratch = new DataView(new ArrayBuffer(4))

/** Writes element `index` of a tensor's bytes. */
export const writeElement = (bytes: Uint8Array, dtype: Dtype, index: number, value: number): void => {
  if (dtype === 'u8' || dtype === 'i8') {
    bytes[index] = value
    return
  }
  if (dtype === 'i32') scratch.setInt32(0, value, true)
  else scratch.setFloat32(0, value, true)
  for (let byte = 0; byte < 4; byte++) bytes[4 * index + byte] = scratch.getUint8(byte)
}
