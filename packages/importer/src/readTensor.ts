import type { onnx } from 'onnx-proto'
import { count } from './count.ts'
import { OnnxError } from './errors.ts'
import type { Constant, ElementType } from './graph.ts'
import { limits } from './limits.ts'
import { toInteger } from './toInteger.ts'

/** ONNX TensorProto.DataType codes that can be read. */
const DTYPES: ReadonlyMap<number, { dtype: ElementType; bytes: number }> = new Map([
  [1, { dtype: 'f32', bytes: 4 }],
  [2, { dtype: 'u8', bytes: 1 }],
  [3, { dtype: 'i8', bytes: 1 }],
  [6, { dtype: 'i32', bytes: 4 }],
  [7, { dtype: 'i64', bytes: 8 }],
  [9, { dtype: 'bool', bytes: 1 }],
])

/** The element type of a code, or undefined where the importer has none. */
export const dtypeOf = (code: number | null | undefined): ElementType | undefined => DTYPES.get(code ?? 0)?.dtype

/** Reads an initializer or a tensor attribute; sizes are checked before anything is allocated. */
export function readTensor(tensor: onnx.ITensorProto, where: string): Constant {
  const type = DTYPES.get(tensor.dataType ?? 0)
  if (type === undefined)
    throw new OnnxError(where, `element type ${tensor.dataType} cannot be read; use float32, (u)int8, int32 or int64.`)
  if (tensor.dataLocation === 1 || (tensor.externalData?.length ?? 0) > 0)
    throw new OnnxError(where, 'its data lies in another file. Save the model as one file (no external data).')
  const dims = tensor.dims ?? []
  if (dims.length > limits.rank) throw new OnnxError(where, `rank ${dims.length} exceeds the limit of ${limits.rank}.`)
  const shape = dims.map((dim, axis) => {
    const size = toInteger(dim, `${where}: dimension ${axis}`)
    if (size < 0) throw new OnnxError(where, `dimension ${axis} is ${size}; it must not be negative.`)
    return size
  })
  const elements = count(shape)
  if (elements > limits.tensorElements)
    throw new OnnxError(where, `${elements} elements exceed the limit of ${limits.tensorElements}.`)

  const raw = tensor.rawData
  if (raw != null && raw.length > 0) {
    if (raw.length !== elements * type.bytes)
      throw new OnnxError(where, `${raw.length} bytes of data for ${elements} elements of ${type.bytes} bytes each.`)
    return { dtype: type.dtype, shape, values: fromRaw(raw, type.dtype, where) }
  }
  const typed = type.dtype === 'f32' ? tensor.floatData : type.dtype === 'i64' ? tensor.int64Data : tensor.int32Data
  const given = typed ?? []
  if (given.length !== elements) throw new OnnxError(where, `${given.length} values for ${elements} elements.`)
  return { dtype: type.dtype, shape, values: fromNumbers(given.map(Number), type.dtype) }
}

const fromRaw = (raw: Uint8Array, dtype: ElementType, where: string): Constant['values'] => {
  // A copy, because typed arrays need aligned buffers and the file's bytes are anywhere.
  const bytes = Uint8Array.from(raw)
  if (dtype === 'f32') return new Float32Array(bytes.buffer)
  if (dtype === 'i32') return new Int32Array(bytes.buffer)
  if (dtype === 'i8') return new Int8Array(bytes.buffer)
  if (dtype === 'i64')
    return Float64Array.from(new BigInt64Array(bytes.buffer), (value, index) => toInteger(value, `${where}[${index}]`))
  return bytes
}

const fromNumbers = (values: readonly number[], dtype: ElementType): Constant['values'] => {
  if (dtype === 'f32') return Float32Array.from(values)
  if (dtype === 'i32') return Int32Array.from(values)
  if (dtype === 'i8') return Int8Array.from(values)
  if (dtype === 'i64') return Float64Array.from(values)
  return Uint8Array.from(values)
}
