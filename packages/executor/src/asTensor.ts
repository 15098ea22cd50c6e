import type { TensorType } from '@assay/program'
import { Tensor } from 'onnxruntime-node'
import { UnsupportedProgramError } from './errors.ts'

/** Wraps committed bytes as an ONNX Runtime tensor, copying only where they are not aligned to their elements. */
export function asTensor({ dtype, shape }: TensorType, bytes: Uint8Array): Tensor {
  switch (dtype) {
    case 'u8':
      return new Tensor('uint8', bytes, shape)
    case 'i8':
      return new Tensor('int8', new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), shape)
    case 'i32': {
      const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
      return new Tensor('int32', new Int32Array(buffer, byteOffset, byteLength / 4), shape)
    }
    case 'f32':
      throw new UnsupportedProgramError('an input', 'is f32, which only constants can be')
  }
}
