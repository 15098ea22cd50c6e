import { expect, test } from 'vitest'
import { Graph } from '../Graph.ts'
import { seededRandom } from '../seededRandom.ts'
import { bindTensors, type GraphTensor, OrtSession } from './OrtSession.ts'
import type { OnnxType } from './onnxType.ts'

/** y = x + x, z = -x. */
const scene = async (dtype: OnnxType, shape: readonly number[]) => {
  const graph = new Graph()
  const x: GraphTensor = { name: graph.input('x', dtype, shape), dtype, shape }
  const y: GraphTensor = { name: graph.output(graph.add('Add', ['x', 'x']), dtype, shape), dtype, shape }
  const z: GraphTensor = { name: graph.output(graph.add('Neg', ['x']), dtype, shape), dtype, shape }
  return { session: await OrtSession.open(graph.encode(), { threads: 1 }), x, y, z }
}

test('outputs are written where the caller has them, in any order and no others', async () => {
  const { session, x, y, z } = await scene('i32', [3])
  const memory = new Int32Array(8).fill(9)
  const part = (from: number) => new Uint8Array(memory.buffer, 4 * from, 12)
  const input = new Uint8Array(Int32Array.of(1, -2, 2 ** 31 - 1).buffer)
  await session.run(bindTensors([x], [z, y]), [input, part(1), part(5)])
  expect([...memory]).toEqual([9, -1, 2, -(2 ** 31 - 1), 9, 2, -4, -2])
  memory.fill(9)
  await session.run(bindTensors([x], [y]), [input, part(4)])
  expect([...memory]).toEqual([9, 9, 9, 9, 2, -4, -2, 9])
  await session.release()
})

test('memory stays where it is while garbage is collected, the smallest arrays’ too', async () => {
  const { session, x, y } = await scene('f32', [1])
  const random = seededRandom(5)
  const binding = bindTensors([x], [y])
  for (let run = 0; run < 2_000; run++) {
    const [input, output] = [new Float32Array(1), new Float32Array(1)]
    input[0] = random()
    if (run % 100 === 0) globalThis.gc?.()
    await session.run(binding, [new Uint8Array(input.buffer), new Uint8Array(output.buffer)])
    expect(output[0]).toBe(Math.fround(2 * input[0]!))
  }
  await session.release()
})

test('says what ONNX Runtime says: of a graph, of names, of lengths; and goes on', async () => {
  await expect(OrtSession.open(new Uint8Array([1, 2, 3]), { threads: 1 })).rejects.toThrow(/protobuf/i)
  await expect(OrtSession.open('/nowhere/graph.onnx', { threads: 1 })).rejects.toThrow(/nowhere/)
  const { session, x, y } = await scene('i32', [3])
  const run = (input: GraphTensor, output: GraphTensor, bytes: number) =>
    session.run(bindTensors([input], [output]), [new Uint8Array(bytes), new Uint8Array(12)])
  await expect(run({ ...x, name: 'nothing' }, y, 12)).rejects.toThrow(/nothing/)
  await expect(run(x, { ...y, name: 'nothing' }, 12)).rejects.toThrow(/nothing/)
  await expect(run({ ...x, dtype: 'f32' }, y, 12), 'another type').rejects.toThrow(/Unexpected input data type/)
  await expect(run({ ...x, shape: [4] }, y, 16), 'another shape').rejects.toThrow(/dimensions/)
  await expect(run(x, { ...y, shape: [2] }, 12), 'an output of another shape').rejects.toThrow()
  await expect(run(x, y, 11), 'memory too small for its shape').rejects.toThrow(/not enough space/)
  await run(x, y, 12)
  await session.release()
  await session.release()
  await expect(run(x, y, 12)).rejects.toThrow('the session is released')
})

test('tensors without bytes are tensors; where bytes are wanted they are refused, also by a binding’s first run', async () => {
  const one = await scene('i32', [0])
  const empty = bindTensors([one.x], [one.y])
  for (let run = 0; run < 2; run++) await one.session.run(empty, [new Uint8Array(0), new Uint8Array(0)])
  await one.session.release()
  const { session, x, y } = await scene('i32', [3])
  const binding = bindTensors([x], [y])
  await expect(session.run(binding, [new Uint8Array(0), new Uint8Array(12)])).rejects.toThrow(/not enough space/)
  await expect(session.run(binding, [new Uint8Array(12), new Uint8Array(0)])).rejects.toThrow(/not enough space/)
  await session.release()
})
