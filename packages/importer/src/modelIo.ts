import { dtypes, readElement, roundHalfEven, writeElement } from '@assay/program'
import { count } from './count.ts'
import { CalibrationError } from './errors.ts'
import type { Quant } from './layer.ts'
import type { Place } from './layout/Writer.ts'
import { channelsLast, indicesOf, rowMajor, type Storage, sameStorage } from './storage.ts'

/** How an input or output of the ONNX model appears in the program: real = scale * (byte - zero). */
export interface TensorIo extends Quant {
  readonly name: string
  /** As the ONNX file says it. */
  readonly shape: readonly number[]
  /** Order of the program's bytes: as in ONNX, or with the channel axis (1) last. */
  readonly order: 'row-major' | 'channels-last'
  /** Whether the ONNX file itself speaks of bytes here; if not, of real numbers. */
  readonly integer: boolean
}

export interface ModelIo {
  readonly inputs: readonly TensorIo[]
  readonly outputs: readonly TensorIo[]
}

export const tensorIo = (
  name: string,
  shape: readonly number[],
  integer: boolean,
  { quant, storage }: Place,
): TensorIo => ({
  name,
  integer,
  shape,
  ...quant,
  order: sameStorage(storage, rowMajor(shape)) ? 'row-major' : 'channels-last',
})

/** What the ONNX model takes, in row-major order, to the bytes of a program's input. */
export function quantiseInput(io: TensorIo, values: ArrayLike<number>): Uint8Array {
  const elements = count(io.shape)
  if (values.length !== elements)
    throw new CalibrationError(
      `input "${io.name}": ${values.length} numbers given, [${io.shape.join(', ')}] needs ${elements}.`,
    )
  const order = io.order === 'channels-last' ? indicesOf(channelsLast(io.shape)) : undefined
  const { min, max } = dtypes[io.dtype]
  const bytes = new Uint8Array(elements * byteWidth(io.dtype))
  for (let i = 0; i < elements; i++) {
    const value = values[order === undefined ? i : order[i]!]!
    const steps = io.integer ? value : roundHalfEven(Math.fround(Math.fround(value) / io.scale)) + io.zero
    writeElement(bytes, io.dtype, i, Math.max(min, Math.min(max, steps)))
  }
  return bytes
}

/** The bytes of a program's output to real numbers in row-major order. */
export function dequantiseOutput(io: TensorIo, bytes: Uint8Array): Float32Array {
  return dequantise(bytes, io, io.order === 'channels-last' ? channelsLast(io.shape) : rowMajor(io.shape))
}

/** Bytes stored in some order to real numbers in row-major order. */
export function dequantise(bytes: Uint8Array, quant: Quant, storage: Storage): Float32Array {
  const order = storage.length <= 1 ? undefined : indicesOf(storage)
  const values = new Float32Array(bytes.length / byteWidth(quant.dtype))
  for (let i = 0; i < values.length; i++)
    values[order === undefined ? i : order[i]!] = (readElement(bytes, quant.dtype, i) - quant.zero) * quant.scale
  return values
}

const byteWidth = (dtype: Quant['dtype']): number => (dtype === 'i32' ? 4 : 1)
