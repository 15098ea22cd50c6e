import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { Graph } from './Graph.ts'
import { toggleSign } from './kernels/toggleSign.ts'

test('equal operators on equal values are one node; other attributes make another', () => {
  const graph = new Graph()
  const x = graph.input('x', 'u8', [4])
  expect(graph.add('Cast', [x], { to: 6 })).toBe(graph.add('Cast', [x], { to: 6 }))
  expect(graph.add('Cast', [x], { to: 6 })).not.toBe(graph.add('Cast', [x], { to: 1 }))
  expect(graph.scalar('u8', 3)).toBe(graph.scalar('u8', 3))
  expect(graph.scalar('u8', 3)).not.toBe(graph.scalar('i8', 3))
  expect(graph.int64s([1, 2])).toBe(graph.int64s([1, 2]))
})

test('toggleSign moves every byte by 128, and back', async () => {
  const graph = new Graph()
  const x = graph.input('x', 'u8', [256])
  const signed = toggleSign(graph, x, 'i8')
  const back = toggleSign(graph, signed, 'u8')
  graph.output(signed, 'i8', [256])
  graph.output(back, 'u8', [256])
  const session = await InferenceSession.create(graph.encode(), { graphOptimizationLevel: 'disabled' })
  const bytes = Uint8Array.from({ length: 256 }, (_, value) => value)
  const results = await session.run({ x: new Tensor('uint8', bytes, [256]) })
  expect(results[signed]!.data).toEqual(Int8Array.from(bytes, (value) => value - 128))
  expect(results[back]!.data).toEqual(bytes)
  await session.release()
})
