import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { network } from '../../../vectors/samplePrograms.ts'
import { decodeProgram } from './decodeProgram.ts'
import { ProgramError } from './errors.ts'
import { nodeCost } from './nodeCost.ts'
import type { Node, Program } from './types.ts'
import { validateProgram } from './validateProgram.ts'

interface Vectors {
  readonly valid: { name: string[]; program: string[]; nodeBytes: number[][]; nodeGas: number[][] }
  readonly invalid: { name: string[]; program: string[]; error: string[]; at: number[]; field: string[] }
}
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), 'utf8'))
const vectors: Vectors = { valid: read('programs').valid, invalid: read('invalidPrograms') }
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'))

const faultOf = (validate: () => void): ProgramError => {
  try {
    validate()
  } catch (error) {
    if (error instanceof ProgramError) return error
    throw error
  }
  return expect.unreachable('the program should have been refused')
}

const withNode = (at: number, change: Partial<Node>): Program => ({
  ...network,
  nodes: network.nodes.map((node, i) => (i === at ? { ...node, ...change } : node)),
})

describe('validateProgram', () => {
  it.each(vectors.valid.name.map((name, i) => ({ name, i })))('accepts $name, at its price', ({ i }) => {
    const program = decodeProgram(bytesOf(vectors.valid.program[i]!))
    validateProgram(program)
    const costs = program.nodes.map((_, at) => nodeCost(program, at))
    expect(costs.map(({ bytes }) => bytes)).toEqual(vectors.valid.nodeBytes[i])
    expect(costs.map(({ gas }) => gas)).toEqual(vectors.valid.nodeGas[i])
  })

  it.each(vectors.invalid.name.map((name, i) => ({ name, i })))('refuses $name', ({ i }) => {
    const fault = faultOf(() => validateProgram(decodeProgram(bytesOf(vectors.invalid.program[i]!))))
    expect(fault.field).toBe(vectors.invalid.field[i])
    // Decoding knows a node by its place in the encoding, validation by its index.
    const [error, at] = [vectors.invalid.error[i], vectors.invalid.at[i]]
    if (error === 'NodeInvalid') expect(fault.node === at || fault.field.startsWith(`nodes[${at}]`)).toBe(true)
    if (error === 'NodeOverBudget') expect(fault.node).toBe(at)
    if (error === 'TableRowInvalid') expect(fault.field).toContain(`[${at}]`)
    expect(fault.retryable).toBe(false)
    expect(fault.next).toMatch(/^[A-Z].*\.$/s)
  })

  it('names the node, its op, the field, the value, the limit and the next step', () => {
    const fault = faultOf(() =>
      validateProgram(withNode(1, { attributes: { ...network.nodes[1]!.attributes, strideH: 0 } })),
    )
    expect(fault).toMatchObject({ node: 1, op: 'max_pool', field: 'strideH', actual: 0, limit: '1..4096' })
    expect(fault.message).toBe('node 1 (max_pool): strideH is 0; it must be 1..4096. Set strideH to 1..4096.')
  })

  it('says what an over-budget node costs and may cost', () => {
    const i = vectors.invalid.name.indexOf('a proof over 96 KiB')
    const fault = faultOf(() => validateProgram(decodeProgram(bytesOf(vectors.invalid.program[i]!))))
    expect(fault.message).toContain('node 0 (matmul): bytes is 99272; it must be 0..98304.')
    expect(fault.message).toContain('split the reduction or choose smaller chunks')
  })

  it('refuses objects which have no encoding', () => {
    const node = network.nodes[1]!
    const { kernelH: _, ...lacking } = node.attributes
    expect(faultOf(() => validateProgram(withNode(1, { attributes: lacking }))).field).toBe('kernelH')
    const extra = withNode(1, { attributes: { ...node.attributes, zeroX: 0 } })
    expect(faultOf(() => validateProgram(extra))).toMatchObject({ field: 'attribute', actual: 'zeroX' })
    const fraction = withNode(1, { attributes: { ...node.attributes, padTop: 0.5 } })
    expect(faultOf(() => validateProgram(fraction))).toMatchObject({ field: 'padTop', actual: 0.5 })
    const flat = withNode(1, { shape: [14, 14, 8] as never })
    expect(faultOf(() => validateProgram(flat))).toMatchObject({ field: 'rank', actual: 3 })
    const precise = withNode(8, { attributes: { ...network.nodes[8]!.attributes, scaleX: 0.1 } })
    expect(faultOf(() => validateProgram(precise))).toMatchObject({ field: 'scaleX', actual: 0.1 })
    const inconstant = { ...network, constants: network.constants.slice(0, 8) }
    expect(faultOf(() => validateProgram(inconstant))).toMatchObject({ node: 9, field: 'multiplier.index', actual: 8 })
  })
})
