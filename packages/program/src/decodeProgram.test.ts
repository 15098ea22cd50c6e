import { describe, expect, it } from 'vitest'
import { random } from '../../../vectors/random.ts'
import { randomProgram } from '../../../vectors/randomProgram.ts'
import { network } from '../../../vectors/samplePrograms.ts'
import { decodeDescriptor } from './decodeDescriptor.ts'
import { decodeProgram } from './decodeProgram.ts'
import { encodeDescriptor } from './encodeDescriptor.ts'
import { encodeProgram } from './encodeProgram.ts'
import { ProgramError } from './errors.ts'
import { validateProgram } from './validateProgram.ts'

describe('decodeProgram', () => {
  it('gives back any program that was encoded', () => {
    const pick = random(4)
    for (let i = 0; i < 300; i++) {
      const program = randomProgram(pick)
      validateProgram(program)
      const bytes = encodeProgram(program)
      expect(decodeProgram(bytes)).toEqual(program)
      for (const node of program.nodes) expect(decodeDescriptor(encodeDescriptor(node))).toEqual(node)
    }
  })

  it('reads from the middle of a buffer', () => {
    const bytes = encodeProgram(network)
    const buffer = new Uint8Array(bytes.length + 10)
    buffer.set(bytes, 5)
    expect(decodeProgram(buffer.subarray(5, 5 + bytes.length))).toEqual(network)
  })

  it('refuses a changed byte unless it makes another program with this very encoding', () => {
    const pick = random(5)
    for (const program of [network, ...Array.from({ length: 3 }, () => randomProgram(pick))]) {
      const bytes = encodeProgram(program)
      const outcomes = { refused: 0, other: 0 }
      for (let offset = 0; offset < bytes.length; offset++) {
        const changed = bytes.slice()
        changed[offset] = changed[offset]! ^ (1 << pick(0, 7))
        let decoded: ReturnType<typeof decodeProgram>
        try {
          decoded = decodeProgram(changed)
        } catch (error) {
          expect(error).toBeInstanceOf(ProgramError)
          outcomes.refused++
          continue
        }
        outcomes.other++
        expect(Buffer.compare(encodeProgram(decoded), changed), `byte ${offset}`).toBe(0)
      }
      expect(outcomes.refused).toBeGreaterThan(bytes.length / 3)
      expect(outcomes.other).toBeGreaterThan(0)
    }
  })

  it('says which byte has no meaning', () => {
    const bytes = encodeProgram(network)
    bytes[8 + 384 + 7] = 1
    expect(() => decodeProgram(bytes)).toThrow('nodes[1], byte 7 is 1; it must be 0. Encode it with encodeProgram')
  })

  it('says how long the program should be', () => {
    const bytes = encodeProgram(network)
    expect(() => decodeProgram(bytes.subarray(1))).toThrow(ProgramError)
    expect(() => decodeProgram(bytes.subarray(0, -3))).toThrow(
      `length is ${bytes.length - 3}; it must be ${bytes.length}. The counts say 10 nodes, 1 inputs, 9 constants: give as many.`,
    )
    expect(() => decodeProgram(new Uint8Array(7))).toThrow('length is 7; it must be 8..')
    expect(() => decodeProgram(new Uint8Array(1 << 20))).toThrow('Give the whole program.')
  })
})
