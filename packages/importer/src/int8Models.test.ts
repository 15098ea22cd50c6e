import { readFileSync } from 'node:fs'
import onnxProto from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import { loadTestDigits } from '../../../models/digits/digits.ts'
import { importOnnx } from './importOnnx.ts'

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../fixtures/${name}.onnx`, import.meta.url)))

const digits = loadTestDigits().slice(0, 200)
const evaluation = {
  set: 'test digits',
  samples: digits.map(({ pixels }) => [Float32Array.from(pixels, (pixel) => pixel / 255)]),
  labels: digits.map(({ label }) => label),
}

describe('importOnnx on int8 models of onnxruntime.quantization', () => {
  it.each(['mixed-qoperator-u8u8', 'global-qoperator'])(
    'agrees byte for byte with ONNX Runtime on %s',
    async (name) => {
      const { report } = await importOnnx(fixture(name))
      expect(report.reference).toBe('int8')
      expect(report.evaluation).toMatchObject({ agreement: 1, identicalBytes: 1, maxError: 0 })
      expect(
        report.tensors.every(({ exact }) => exact),
        'every tensor',
      ).toBe(true)
    },
  )

  it('agrees byte for byte with ONNX Runtime on 200 digits of the QOperator digit model', async () => {
    const { report } = await importOnnx(fixture('digits-qoperator'), { evaluation, activationChunkLog2: 10 })
    expect(report.evaluation).toMatchObject({ samples: 200, agreement: 1, identicalBytes: 1 })
    expect(report.evaluation.accuracy!.program).toBeGreaterThan(0.98)
  })

  // A QDQ file is run in float between its quantised tensors, so it may differ by one step here and there.
  it.each(['mixed-qdq-u8i8', 'mixed-qdq-i8i8', 'global-qdq'])('answers as ONNX Runtime does on %s', async (name) => {
    const { report, io } = await importOnnx(fixture(name))
    expect(report.evaluation.agreement).toBe(1)
    expect(report.evaluation.maxError!, 'one step of the output').toBeLessThanOrEqual(io.outputs[0]!.scale * 1.001)
    for (const { name: tensor, snrDb, exact } of report.tensors)
      expect(exact || (snrDb ?? 0) > 40, `${tensor}: ${snrDb} dB`).toBe(true)
  })

  it('answers as ONNX Runtime does on 200 digits of the QDQ digit model', async () => {
    const { report } = await importOnnx(fixture('digits-qdq'), { evaluation, activationChunkLog2: 10 })
    expect(report.evaluation.agreement).toBe(1)
    expect(report.evaluation.identicalBytes!).toBeGreaterThan(0.95)
  })

  it.each(['digits-qoperator', 'digits-qdq', 'mixed-qdq-i8i8', 'mixed-qoperator-u8u8'])(
    'keeps weights and biases of %s bit for bit',
    async (name) => {
      const onnx = fixture(name)
      const { model } = await importOnnx(onnx)
      const sorted = (bytes: Uint8Array) => Uint8Array.from(bytes).sort().join()
      const kept = new Set(model.constants.map(sorted))
      const graph = onnxProto.onnx.ModelProto.decode(onnx).graph!
      const integers = graph.initializer!.filter(
        // int8 and uint8 weights, int32 biases; scalars are zero points, and so are vectors of zeros
        ({ dims, dataType, rawData }) =>
          [2, 3, 6].includes(dataType!) && dims!.length > 0 && !rawData!.every((byte) => byte === 0),
      )
      expect(integers.length).toBeGreaterThan(5)
      for (const { name: tensor, rawData } of integers)
        expect(kept.has(sorted(rawData!)), `${tensor} is a constant of the program, in some order`).toBe(true)
    },
  )

  it('computes the multipliers as f32(f32(sx * sw) / sy) from the scales of the file', async () => {
    const onnx = fixture('global-qoperator')
    const graph = onnxProto.onnx.ModelProto.decode(onnx).graph!
    const scalar = (name: string) => {
      const { rawData, floatData } = graph.initializer!.find((tensor) => tensor.name === name)!
      return floatData?.[0] ?? new DataView(Uint8Array.from(rawData!).buffer).getFloat32(0, true)
    }
    const conv = graph.node!.find(({ opType }) => opType === 'QLinearConv')!
    const [sx, sw, sy] = [1, 4, 6].map((index) => scalar(conv.input![index]!))
    const { model } = await importOnnx(onnx)
    const node = model.program.nodes.find(({ op }) => op === 'conv2d')!
    const multipliers = new Float32Array(Uint8Array.from(model.constants[node.operands[3]!.index]!).buffer)
    expect(new Set(multipliers)).toEqual(new Set([Math.fround(Math.fround(sx! * sw!) / sy!)]))
  })
})
