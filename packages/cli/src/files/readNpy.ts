import { FileInvalid } from '../errors.ts'

const MAGIC = '\x93NUMPY'
const READERS: Record<string, { bytes: number; read: (view: DataView, at: number) => number }> = {
  '<f4': { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  '<f8': { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  '|u1': { bytes: 1, read: (view, at) => view.getUint8(at) },
  '|i1': { bytes: 1, read: (view, at) => view.getInt8(at) },
  '<i4': { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  '<i8': { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
}

export interface NpyArray {
  readonly shape: readonly number[]
  /** Row-major. */
  readonly values: Float32Array
}

/** Reads a NumPy array file (format 1 to 3, row-major, little-endian; float, int8, uint8, int32 or int64). */
export const readNpy = (bytes: Uint8Array, name: string): NpyArray => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fail = (what: string): never => {
    throw new FileInvalid(
      `${name} is not a NumPy array that can be read: ${what}. Write it with numpy.save of a C-ordered float32 array.`,
    )
  }
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== MAGIC)
    fail('it does not begin with the magic bytes')
  const long = view.getUint8(6) >= 2
  const headerStart = long ? 12 : 10
  const dataStart = headerStart + (long ? view.getUint32(8, true) : view.getUint16(8, true))
  if (dataStart > bytes.length) fail('it ends within its header')
  const header = Buffer.from(bytes.subarray(headerStart, dataStart)).toString('latin1')
  const type = /'descr':\s*'([^']+)'/.exec(header)?.[1] ?? ''
  if (/'fortran_order':\s*True/.test(header)) fail('it is in Fortran order')
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1]
  if (shapeText === undefined) return fail('its header names no shape')
  const shape = shapeText
    .split(',')
    .map((dim) => dim.trim())
    .filter((dim) => dim !== '')
    .map(Number)
  const reader = READERS[type]
  if (reader === undefined) return fail(`its type is "${type}"; ${Object.keys(READERS).join(', ')} can be read`)
  const count = shape.reduce((product, dim) => product * dim, 1)
  if (bytes.length - dataStart !== count * reader.bytes)
    fail(
      `its shape [${shape.join(', ')}] needs ${count * reader.bytes} bytes of data, it has ${bytes.length - dataStart}`,
    )
  return {
    shape,
    values: Float32Array.from({ length: count }, (_, i) => reader.read(view, dataStart + i * reader.bytes)),
  }
}
