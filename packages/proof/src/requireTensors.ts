import { type TensorType, tensorBytes } from '@assay/program'
import { ProofError } from './errors.ts'

/** @throws ProofError unless there are as many tensors as types, each as long as its type says */
export function requireTensors(what: string, types: readonly TensorType[], tensors: readonly Uint8Array[]): void {
  if (tensors.length !== types.length) {
    throw new ProofError(`The program has ${types.length} ${what}s, but ${tensors.length} were given. Pass one each.`)
  }
  types.forEach((type, index) => {
    const expected = tensorBytes(type)
    const actual = tensors[index]!.length
    if (actual !== expected) {
      throw new ProofError(
        `${what} ${index} has ${actual} bytes; ${type.dtype} [${type.shape}] takes ${expected}. ` +
          'Pass the elements alone, row-major, without padding.',
      )
    }
  })
}
