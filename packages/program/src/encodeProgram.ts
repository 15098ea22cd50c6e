import { checkRange } from './checkRange.ts'
import { encodeDescriptor } from './encodeDescriptor.ts'
import { encodeRow } from './encodeRow.ts'
import { encoding } from './encoding.ts'
import type { Program } from './types.ts'

/**
 * A program's bytes. Whether it is valid is validateProgram's question.
 * @throws ProgramError for a value that has no encoding
 */
export const encodeProgram = (program: Program): Uint8Array => {
  const { nodes, inputs, constants, constantChunkLog2, activationChunkLog2 } = program
  const header = new Uint8Array(encoding.header)
  const view = new DataView(header.buffer)
  Object.entries({ nodes, inputs, constants }).forEach(([field, table], i) => {
    checkRange({ field }, table.length, 0, 0xffff)
    view.setUint16(2 * i, table.length)
  })
  Object.entries({ constantChunkLog2, activationChunkLog2 }).forEach(([field, log2], i) => {
    checkRange({ field }, log2, 0, 0xff)
    view.setUint8(6 + i, log2)
  })
  const parts = [header, ...nodes.map(encodeDescriptor), ...inputs.map(encodeRow), ...constants.map(encodeRow)]
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}
