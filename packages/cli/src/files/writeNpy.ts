const ALIGN = 64

/** Numbers as a NumPy array file: format 1, binary32, little-endian, row-major. */
export const writeNpy = (values: Float32Array, shape: readonly number[]): Uint8Array => {
  const list = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${list}), }`
  const prefix = 10
  const padded = Math.ceil((prefix + dictionary.length + 1) / ALIGN) * ALIGN
  const file = Buffer.alloc(padded + 4 * values.length)
  file.write('\x93NUMPY\x01\x00', 'latin1')
  file.writeUInt16LE(padded - prefix, 8)
  file.write(`${dictionary.padEnd(padded - prefix - 1)}\n`, prefix, 'latin1')
  values.forEach((value, i) => {
    file.writeFloatLE(value, padded + 4 * i)
  })
  return new Uint8Array(file)
}
