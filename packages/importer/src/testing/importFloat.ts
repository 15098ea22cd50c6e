import { expect } from 'vitest'
import { importOnnx } from '../importOnnx.ts'
import { buildOnnx, type ModelSpec } from './buildOnnx.ts'
import { draw } from './draw.ts'

const count = (shape: readonly (number | string)[]) =>
  shape.reduce<number>((product, size) => product * Number(size), 1)

/** Token ids of a table of five for integer inputs, numbers between -1 and 1 for the others. */
export const samplesOf = (spec: ModelSpec, samples: number): Float32Array[][] =>
  Array.from({ length: samples }, (_, s) =>
    Object.entries(spec.inputs).map(([name, shape], i) => {
      const numbers = draw(count(shape), 100 * s + i + 1)
      const isFloat = (spec.inputTypes?.[name] ?? 1) === 1
      return Float32Array.from(numbers, (value) => (isFloat ? value : Math.floor((value + 1) * 2.5)))
    }),
  )

/** Imports a float model, runs it beside ONNX Runtime, and wants at least `decibels` of signal to noise at its output. */
export async function importFloat(spec: ModelSpec, decibels = 30) {
  const result = await importOnnx(buildOnnx(spec), { calibration: samplesOf(spec, 24), fuse: false })
  const { report, io, model } = result
  const output = report.tensors.findLast(({ node }) => node === model.program.nodes.length - 1)!
  expect(output.exact || (output.snrDb ?? 0) >= decibels, `signal to noise ${output.snrDb} dB`).toBe(true)
  expect(io.outputs[0]!.shape, 'the shape of the output').toEqual(result.io.outputs[0]!.shape)
  return { ...result, ops: model.program.nodes.map(({ op }) => op) }
}

const SCALE = 1 / 64

/**
 * Imports operators between QuantizeLinear and DequantizeLinear of one scale, and wants every byte to be ONNX Runtime's.
 * @param spec the operators; inputs and output are float
 */
export async function importExact(spec: ModelSpec) {
  const [output] = spec.outputs as [string]
  const renamed = (name: string) =>
    name in spec.inputs && (spec.inputTypes?.[name] ?? 1) === 1 ? `${name}#real` : name
  const quantised = Object.keys(spec.inputs).filter((name) => renamed(name) !== name)
  const around = (from: string, to: string) => [
    { op: 'QuantizeLinear', inputs: [from, 'Q#scale', 'Q#zero'], outputs: [`${from}#bytes`] },
    { op: 'DequantizeLinear', inputs: [`${from}#bytes`, 'Q#scale', 'Q#zero'], outputs: [to] },
  ]
  const onnx = buildOnnx({
    ...spec,
    outputs: ['Q#out'],
    nodes: [
      ...quantised.flatMap((name) => around(name, renamed(name))),
      ...spec.nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed) })),
      ...around(output, 'Q#out'),
    ],
    constants: {
      ...spec.constants,
      'Q#scale': { shape: [], values: [SCALE] },
      'Q#zero': { shape: [], values: [100], type: 2 },
    },
  })
  const samples = samplesOf(spec, 4)
  const result = await importOnnx(onnx, { evaluation: { set: 'seeded', samples }, fuse: false })
  expect(result.report.evaluation.maxError, 'largest difference from ONNX Runtime').toBe(0)
  return { ...result, ops: result.model.program.nodes.map(({ op }) => op) }
}
