import onnxProto, { type onnx } from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import { OnnxError, UnsupportedError } from './errors.ts'
import { importOnnx } from './importOnnx.ts'
import { buildOnnx, type ModelSpec, type NodeSpec } from './testing/buildOnnx.ts'
import { fuzzFiles } from './testing/fuzzFiles.ts'
import { fuzzImporter } from './testing/fuzzImporter.ts'

const thrown = (onnx: Uint8Array, calibration: Float32Array[][] = []): Promise<unknown> =>
  importOnnx(onnx, { calibration }).then(
    () => undefined,
    (error: unknown) => error,
  )
const relu: ModelSpec = {
  inputs: { x: [1, 4] },
  outputs: ['y'],
  nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
}
const changed = (change: (graph: onnx.IGraphProto) => void): Uint8Array => {
  const model = onnxProto.onnx.ModelProto.decode(buildOnnx(relu))
  change(model.graph!)
  return onnxProto.onnx.ModelProto.encode(model).finish()
}
const ints = (...values: number[]) => ({ shape: [values.length], values, type: 7 as const })
const sample = [[Float32Array.of(1, -1, 0.5, 0)]]

/** A field of a protobuf message: its tag, length and bytes. */
function field(number: number, content: Uint8Array): Uint8Array {
  const head = [number * 8 + 2]
  for (let rest = content.length; ; rest = Math.floor(rest / 128)) {
    head.push(rest < 128 ? rest : (rest % 128) + 128)
    if (rest < 128) break
  }
  const bytes = new Uint8Array(head.length + content.length)
  bytes.set(head)
  bytes.set(content, head.length)
  return bytes
}

describe('files made to hurt', () => {
  it("any bytes at all import or end with one of the importer's own errors", async () => {
    const { ends, strangers } = await fuzzImporter(fuzzFiles(), { from: 0, to: 480 })
    expect(strangers).toEqual([])
    expect(ends.model, 'mutants that are still models').toBeGreaterThan(20)
    expect(ends.OnnxError).toBeGreaterThan(100)
  })

  it('millions of empty messages in a few bytes each', async () => {
    const empty = new Uint8Array(2 * 1_100_000)
    for (let i = 0; i < empty.length; i += 2) empty[i] = 5 * 8 + 2
    const error = await thrown(field(7, empty))
    expect(error).toBeInstanceOf(OnnxError)
    expect(String(error)).toContain('1048576 parts')
  })

  it('millions of packed numbers', async () => {
    const error = await thrown(field(7, field(1, field(5, field(8, new Uint8Array(2 ** 28 + 1))))))
    expect(error).toBeInstanceOf(OnnxError)
    expect(String(error)).toContain('numbers outside raw data')
  })

  it('graphs nested a thousand deep', async () => {
    let graph: Uint8Array = new Uint8Array()
    for (let depth = 0; depth < 1000; depth++) graph = field(1, field(5, field(6, graph)))
    const error = await thrown(field(7, graph))
    expect(error).toBeInstanceOf(OnnxError)
    expect(String(error)).toContain('nested more than 32 deep')
  })

  it.each(['../../etc/passwd', '/dev/zero', 'http://localhost/weights'])('weights said to lie in %s', async (value) => {
    const error = await thrown(
      changed((graph) => {
        graph.initializer = [
          { name: 'w', dims: [4], dataType: 1, dataLocation: 1, externalData: [{ key: 'location', value }] },
        ]
      }),
    )
    expect(error).toBeInstanceOf(OnnxError)
    expect(String(error)).toContain('in another file')
  })

  it('names a hundred thousand letters long, and forty thousand weights', async () => {
    const name = 'n'.repeat(100_000)
    const error = await thrown(
      changed((graph) => {
        graph.node = [{ opType: 'Wizardry', name, input: ['x'], output: ['y'] }]
        graph.initializer = Array.from({ length: 40_000 }, (_, i) => ({
          name: `w${i}`,
          dims: [1],
          dataType: 1,
          floatData: [i],
        }))
      }),
    )
    expect(error).toBeInstanceOf(UnsupportedError)
  })

  it.each<[string, NodeSpec, NonNullable<ModelSpec['constants']>]>([
    ['ConstantOfShape', { op: 'ConstantOfShape', inputs: ['s'], outputs: ['c'] }, { s: ints(2 ** 20, 2 ** 20) }],
    [
      'Range',
      { op: 'Range', inputs: ['a', 'b', 'a'], outputs: ['c'] },
      { a: { shape: [], values: [1], type: 7 }, b: { shape: [], values: [2 ** 40], type: 7 } },
    ],
    ['Expand', { op: 'Expand', inputs: ['v', 's'], outputs: ['c'] }, { v: ints(1), s: ints(2 ** 30, 2 ** 10) }],
    ['Tile', { op: 'Tile', inputs: ['v', 's'], outputs: ['c'] }, { v: ints(1), s: ints(2 ** 40) }],
    ['Pad', { op: 'Pad', inputs: ['x', 's'], outputs: ['c'] }, { s: ints(2 ** 30, 2 ** 30, 2 ** 30, 2 ** 30) }],
  ])('%s that asks for more memory than there is', async (_, node, constants) => {
    const nodes = [node, { op: 'Add', inputs: ['x', 'c'], outputs: ['y'] }]
    const error = await thrown(buildOnnx({ ...relu, nodes, constants }), sample)
    expect(error instanceof OnnxError || error instanceof UnsupportedError, String(error)).toBe(true)
  })

  it('a thousand functions one inside the other, and sums that double forty times', async () => {
    const tanh = Array.from({ length: 1000 }, (_, i) => ({
      op: 'Tanh',
      inputs: [i === 0 ? 'x' : `t${i - 1}`],
      outputs: [`t${i}`],
    }))
    const chain = { ...relu, outputs: ['t999'], nodes: tanh }
    expect(await thrown(buildOnnx(chain), sample)).toBeUndefined()
    const twice = Array.from({ length: 40 }, (_, i) => {
      const input = i === 0 ? 'x' : `d${i - 1}`
      return { op: 'Add', inputs: [input, input], outputs: [`d${i}`] }
    })
    expect(await thrown(buildOnnx({ ...relu, outputs: ['d39'], nodes: twice }), sample)).toBeUndefined()
  })

  it('four thousand nodes written backwards', async () => {
    const nodes = Array.from({ length: 4000 }, (_, i) => ({
      op: 'Identity',
      inputs: [i === 0 ? 'x' : `t${i - 1}`],
      outputs: [`t${i}`],
    }))
    const last = { op: 'Relu', inputs: ['t3999'], outputs: ['y'] }
    expect(await thrown(buildOnnx({ ...relu, nodes: [last, ...nodes.reverse()] }), sample)).toBeUndefined()
  })
})
