import { readFileSync } from 'node:fs'
import path from 'node:path'
import onnxProto from 'onnx-proto'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { ConstantFile } from './ConstantFile.ts'
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

test('constants made in scratch keep their bytes, those that stay in the graph as those that go to the file', () => {
  const file = new ConstantFile()
  const graph = new Graph(file)
  for (const [length, value] of [
    [9, 1],
    [5000, 2],
    [9, 3],
    [4000, 4],
  ] as const)
    graph.constant('u8', [length], graph.scratch(length).fill(value))
  const at = file.finish(graph.encode())
  const { initializer } = onnxProto.onnx.ModelProto.decode(readFileSync(at)).graph!
  const stored = readFileSync(path.join(path.dirname(at), 'constants'))
  const bytes = initializer!.map(({ rawData, externalData }) => {
    if (externalData?.length === 0) return Buffer.from(rawData!)
    const { offset, length } = Object.fromEntries(externalData!.map(({ key, value }) => [key, Number(value)]))
    return stored.subarray(offset, offset! + length!)
  })
  file.remove()
  expect(bytes).toEqual([Buffer.alloc(9, 1), Buffer.alloc(5000, 2), Buffer.alloc(9, 3), Buffer.alloc(4000, 4)])
})
