import { interpret, type Model, type Node, type Shape, validateProgram } from '@assay/program'
import { expect, test } from 'vitest'
import { lowerings } from './lowerings.ts'
import { lowerProgram } from './lowerProgram.ts'
import { openSession } from './openSession.ts'
import { seededRandom } from './seededRandom.ts'

const large: Shape = [1, 130, 130, 1]
const small: Shape = [1, 3, 5, 2]
const random = seededRandom(21)
const bytes = (length: number) => Uint8Array.from({ length }, () => random() & 255)

const lookup = (input: number, shape: Shape, table: number): Node => ({
  op: 'lookup',
  dtype: table === 0 ? 'u8' : 'i8',
  shape,
  operands: [
    { source: 'input', index: input, dtype: 'u8', shape },
    { source: 'constant', index: table, dtype: table === 0 ? 'u8' : 'i8', shape: [1, 1, 1, 256] },
  ],
  attributes: {},
})
const sum = (axis: number): Node => ({
  op: 'reduce_sum',
  dtype: 'i32',
  shape: small.with(axis, 1) as unknown as Shape,
  operands: [{ source: 'input', index: 1, dtype: 'u8', shape: small }],
  attributes: { axis, zeroX: 3 },
})

/** Tensors of three dtypes, small ones and one too large to be packed, and two equal nodes. */
const model: Model = {
  program: {
    inputs: [
      { dtype: 'u8', shape: large },
      { dtype: 'u8', shape: small },
    ],
    constants: [
      { dtype: 'u8', shape: [1, 1, 1, 256] },
      { dtype: 'i8', shape: [1, 1, 1, 256] },
    ],
    nodes: [
      lookup(1, small, 1),
      lookup(0, large, 0),
      sum(1),
      lookup(1, small, 0),
      sum(1),
      lookup(1, small, 1),
      sum(2),
      lookup(0, large, 1),
      sum(3),
    ],
    constantChunkLog2: 8,
    activationChunkLog2: 8,
  },
  constants: [bytes(256), bytes(256)],
}

test('small tensors share an output for each dtype, large ones have their own', () => {
  validateProgram(model.program)
  const { nodes } = lowerProgram(model, lowerings, 'u8s8')
  const outputs = nodes.map(({ output }) => output)
  expect(new Set(outputs).size).toBe(5)
  expect(nodes[2]).toEqual(nodes[4])
  expect(outputs[0]).toBe(outputs[5])
  expect(new Set([outputs[2], outputs[6], outputs[8]]).size).toBe(1)
  expect(nodes.map(({ length }) => length)).toEqual([30, 16_900, 40, 30, 40, 30, 24, 16_900, 60])
})

test('every tensor is found where it was packed, and the output by itself', async () => {
  const session = await openSession(model, { mode: 'u8s8', threads: 1, lowerings })
  for (let run = 0; run < 3; run++) {
    const inputs = [bytes(16_900), bytes(30)]
    const expected = interpret(model, inputs)
    expect(await session.run(inputs)).toEqual(expected)
    expect(await session.runOutput(inputs)).toEqual(expected.at(-1))
  }
  await session.close()
})
