import { describe, expect, it } from 'vitest'
import { network } from '../../../vectors/samplePrograms.ts'
import { encodeDescriptor } from './encodeDescriptor.ts'
import { encodeRow } from './encodeRow.ts'
import type { Node } from './types.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const word = (...numbers: number[]) => numbers.map((n) => (n >>> 0).toString(16).padStart(8, '0')).join('')

describe('encodeDescriptor', () => {
  it('lays a node out as docs/format.md says', () => {
    const node = network.nodes[2]!
    const text = hex(encodeDescriptor(node))
    const operands = [
      `03000001${'00'.repeat(12)}${word(1, 14, 14, 8)}`,
      `02010003${'00'.repeat(12)}${word(8, 3, 3, 1)}`,
      `02020001${'00'.repeat(12)}${word(1, 1, 1, 8)}`,
      `02030002${'00'.repeat(12)}${word(1, 1, 1, 8)}`,
    ]
    const absent = '00'.repeat(4 * 32)
    const slots = word(3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 8, 0, -3, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0)
    expect(text).toBe(`010004${'00'.repeat(13)}${word(1, 14, 14, 8)}${operands.join('')}${absent}${slots}`)
  })

  it('writes scales as binary32', () => {
    const text = hex(encodeDescriptor(network.nodes[3]!))
    expect(text.slice(2 * (288 + 64), 2 * (288 + 76))).toBe(word(0x3f000000, 0x3e800000, 0x3f400000))
  })

  it('refuses what has no encoding', () => {
    const node = network.nodes[1]!
    const change = (change: Partial<Node>) => () => encodeDescriptor({ ...node, ...change })
    expect(change({ attributes: { ...node.attributes, kernelH: 1.5 } })).toThrow('kernelH is 1.5')
    expect(change({ attributes: { ...node.attributes, groups: 1 } })).toThrow(
      'attribute is groups; it must be one of kernelH, kernelW',
    )
    expect(change({ shape: [1, 2 ** 32, 1, 1] })).toThrow('shape[1] is 4294967296; it must be 0..4294967295.')
    expect(change({ operands: Array(9).fill(node.operands[0]) })).toThrow('operandCount is 9; it must be 0..8.')
    expect(change({ operands: [{ ...node.operands[0]!, index: 65536 }] })).toThrow('operand index is 65536')
  })
})

describe('encodeRow', () => {
  it('has a dtype and a shape', () => {
    expect(hex(encodeRow({ dtype: 'f32', shape: [1, 2, 3, 4] }))).toBe(`03${'00'.repeat(15)}${word(1, 2, 3, 4)}`)
  })
})
