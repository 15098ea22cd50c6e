import {
  elementCount,
  encodeDescriptor,
  interpretElement,
  type Node,
  type OpName,
  ops,
  type Program,
  readElement,
  type TensorType,
  tensorBytes,
  validateProgram,
} from '@assay/program'
import { describe, expect, it } from 'vitest'
import { readOpVectors } from './support/readOpVectors.ts'

/** The node of a case is a program as it stands. */
const programOf = (node: Node): Program => {
  const table = (source: string): TensorType[] =>
    node.operands.filter((operand) => operand.source === source).map(({ dtype, shape }) => ({ dtype, shape }))
  const tables = { inputs: table('input'), constants: table('constant') }
  return { nodes: [node], ...tables, constantChunkLog2: 10, activationChunkLog2: 12 }
}

describe.each(Object.keys(ops) as OpName[])('vectors/ops/%s.json', (op) => {
  const cases = readOpVectors(op)

  it('names every case once', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
    expect(cases.length).toBeGreaterThanOrEqual(30)
  })

  it.each(cases)('$name', ({ descriptor, node, operands, output }) => {
    expect(node.op).toBe(op)
    expect(encodeDescriptor(node)).toEqual(descriptor)
    validateProgram(programOf(node))
    node.operands.forEach((type, i) => {
      expect(operands[i]!.length, `bytes of operand ${i}`).toBe(tensorBytes(type))
    })
    expect(output.length).toBe(tensorBytes(node))
    const committed = Array.from({ length: elementCount(node.shape) }, (_, i) => readElement(output, node.dtype, i))
    expect(committed.map((_, i) => interpretElement(node, operands, i))).toEqual(committed)
  })
})
