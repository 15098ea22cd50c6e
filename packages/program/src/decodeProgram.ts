import { checkRange } from './checkRange.ts'
import { decodeDescriptor } from './decodeDescriptor.ts'
import { decodeRow } from './decodeRow.ts'
import { encoding } from './encoding.ts'
import { limits } from './limits.ts'
import type { Program } from './types.ts'

/**
 * Inverse of encodeProgram: refuses any bytes which encodeProgram would not produce. Whether the program is valid is
 * validateProgram's question.
 * @throws ProgramError
 */
export const decodeProgram = (bytes: Uint8Array): Program => {
  checkRange({ field: 'length', next: 'Give the whole program.' }, bytes.length, encoding.header, MAX_LENGTH)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const counts = { nodes: view.getUint16(0), inputs: view.getUint16(2), constants: view.getUint16(4) }
  const expected =
    encoding.header + encoding.descriptor * counts.nodes + encoding.row * (counts.inputs + counts.constants)
  const next = `The counts say ${counts.nodes} nodes, ${counts.inputs} inputs, ${counts.constants} constants: give as many.`
  checkRange({ field: 'length', next }, bytes.length, expected, expected)

  let offset: number = encoding.header
  const take = (length: number) => {
    offset += length
    return bytes.subarray(offset - length, offset)
  }
  const table = <T>(count: number, length: number, decode: (bytes: Uint8Array, index: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => decode(take(length), i))
  return {
    nodes: table(counts.nodes, encoding.descriptor, (part, i) => decodeDescriptor(part, `nodes[${i}]`)),
    inputs: table(counts.inputs, encoding.row, (part, i) => decodeRow(part, `inputs[${i}]`)),
    constants: table(counts.constants, encoding.row, (part, i) => decodeRow(part, `constants[${i}]`)),
    constantChunkLog2: view.getUint8(6),
    activationChunkLog2: view.getUint8(7),
  }
}

const MAX_LENGTH =
  encoding.header + encoding.descriptor * limits.nodes + encoding.row * (limits.inputs + limits.constants)
