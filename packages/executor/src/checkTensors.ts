import { type TensorType, tensorBytes } from '@assay/program'
import { TensorMismatchError } from './errors.ts'

/** @throws TensorMismatchError unless there are as many tensors as types, each of its type's length. */
export function checkTensors(
  what: 'input' | 'constant',
  types: readonly TensorType[],
  tensors: readonly Uint8Array[],
): void {
  if (tensors.length !== types.length) {
    throw new TensorMismatchError(`the list of ${what}s`, `${types.length} long`, `${tensors.length} long`)
  }
  types.forEach((type, index) => {
    const tensor: unknown = tensors[index]
    const expected = tensorBytes(type)
    if (!(tensor instanceof Uint8Array) || tensor.byteLength !== expected) {
      const actual = tensor instanceof Uint8Array ? `${tensor.byteLength} bytes` : `a ${typeof tensor}`
      const wanted = `${type.dtype} [${type.shape.join(', ')}], ${expected} bytes`
      throw new TensorMismatchError(`${what} ${index}`, wanted, actual)
    }
  })
}
