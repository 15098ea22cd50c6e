import { interpret, type Model, type Node, type Shape, validateProgram } from '@assay/program'
import { expect, test } from 'vitest'
import { Graph } from './Graph.ts'
import { lowerings } from './lowerings.ts'
import { lowerProgram } from './lowerProgram.ts'
import { openSession } from './openSession.ts'
import { placeOutputs } from './placeOutputs.ts'
import { bindTensors, OrtSession } from './runtime/OrtSession.ts'
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

/** Tensors of three dtypes, small ones and two too large to share a buffer, and two equal sums. */
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

test('small tensors share a buffer, each from a whole cache line on; large ones have their own; equal sums are one', () => {
  validateProgram(model.program)
  const { buffers, outputs, nodes } = lowerProgram(model, lowerings, 'u8s8').placement
  expect(nodes).toEqual([0, 1, 2, 3, 2, 4, 5, 6, 7])
  expect(outputs.map(({ buffer, offset, length }) => [buffer, offset, length])).toEqual([
    [0, 0, 30],
    [1, 0, 16_900],
    [0, 64, 40],
    [0, 128, 30],
    [0, 192, 30],
    [0, 256, 24],
    [2, 0, 16_900],
    [0, 320, 60],
  ])
  expect(buffers).toEqual([380, 16_900, 16_900])
  expect(new Set(outputs.map(({ tensor }) => tensor.name)).size).toBe(outputs.length)
})

test('every tensor is found where it was placed, the output by itself, in new memory and in memory used before', async () => {
  const session = await openSession(model, { mode: 'u8s8', threads: 1, lowerings })
  const kept: Uint8Array[][] = []
  for (let run = 0; run < 4; run++) {
    const inputs = [bytes(16_900), bytes(30)]
    const expected = interpret(model, inputs)
    const tensors = await session.run(inputs)
    expect(tensors).toEqual(expected)
    expect(await session.runOutput(inputs)).toEqual(expected.at(-1))
    if (run % 2 === 0) session.release(tensors)
    else kept.push(tensors, expected)
  }
  expect(kept[0]).toEqual(kept[1])
  await session.close()
})

test('a tensor that is an input as it came is written all the same', async () => {
  const graph = new Graph()
  const x = graph.input('x', 'u8', [1, 1, 1, 4])
  const node: Node = { op: 'lookup', dtype: 'u8', shape: [1, 1, 1, 4], operands: [], attributes: {} }
  const { outputs } = placeOutputs(graph, [node], [x])
  const session = await OrtSession.open(graph.encode(), { threads: 1 })
  const written = new Uint8Array(4)
  await session.run(bindTensors([{ name: x, dtype: 'u8', shape: [1, 1, 1, 4] }], [outputs[0]!.tensor]), [
    Uint8Array.of(1, 2, 3, 4),
    written,
  ])
  expect([...written]).toEqual([1, 2, 3, 4])
  await session.release()
})
