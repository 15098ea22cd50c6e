import { decodeProgram, encodeProgram, nodeCost, type Program, programCost, validateProgram } from '@assay/program'
import { columns } from './columns.ts'
import { hex } from './hex.ts'
import { programFault } from './programFault.ts'
import { random } from './random.ts'
import { randomProgram } from './randomProgram.ts'
import { samplePrograms } from './samplePrograms.ts'

/** Programs that the chain must accept, with these costs. */
export const programVectors = (): Readonly<Record<string, unknown>> => {
  const pick = random(0x9706)
  const drawn = Array.from({ length: 24 }, (_, i) => [`random ${i}`, randomProgram(pick)] as const)
  const valid = [...Object.entries(samplePrograms), ...drawn].map(([name, program]) => validRow(name, program))

  // One byte of a valid program set to another value: whether the result is still valid, and what it then costs.
  const changes = Array.from({ length: 1500 }, () => {
    const index = pick(0, valid.length - 1)
    const bytes = Uint8Array.from(Buffer.from(valid[index]!.program.slice(2), 'hex'))
    const named = [...bytes.keys()].filter((offset) => bytes[offset] !== 0)
    const offset = pick(0, 9) === 0 ? pick(0, bytes.length - 1) : named[pick(0, named.length - 1)]!
    const value = (bytes[offset]! + [1, 255, pick(1, 255)][pick(0, 2)]!) & 255
    bytes[offset] = value
    const accepted = programFault(bytes) === undefined
    const cost = accepted ? programCost(decodeProgram(bytes)) : { worstBytes: 0, worstGas: 0 }
    return { index, offset, value, accepted, worstBytes: cost.worstBytes, worstGas: cost.worstGas }
  })
  return { valid: columns(valid), changes: columns(changes) }
}

const validRow = (name: string, program: Program) => {
  validateProgram(program)
  const costs = program.nodes.map((_, i) => nodeCost(program, i))
  const { worstBytes, worstGas } = programCost(program)
  return {
    name,
    program: hex(encodeProgram(program)),
    worstBytes,
    worstGas,
    nodeBytes: costs.map(({ bytes }) => bytes),
    nodeGas: costs.map(({ gas }) => gas),
  }
}
