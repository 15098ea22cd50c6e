import { describe, expect, it } from 'vitest'
import { importOnnx } from './importOnnx.ts'
import { buildOnnx, type ConstantSpec, type ModelSpec, type NodeSpec } from './testing/buildOnnx.ts'
import { draw } from './testing/draw.ts'
import { samplesOf } from './testing/importFloat.ts'

const microsoft = (
  op: string,
  inputs: string[],
  output: string,
  attributes: NodeSpec['attributes'] = {},
): NodeSpec => ({
  op,
  domain: 'com.microsoft',
  inputs,
  outputs: [output],
  attributes,
})
const quantise = (input: string, output: string): NodeSpec => ({
  op: 'QuantizeLinear',
  inputs: [input, 'sx', 'zx'],
  outputs: [output],
})
const scalar = (value: number, type: ConstantSpec['type'] = 1) => ({ shape: [], values: [value], type })
const constants = {
  sx: scalar(1 / 128),
  zx: scalar(120, 2),
  sw: scalar(1 / 100),
  zw: scalar(90, 2),
  sy: scalar(1 / 60),
  zy: scalar(60, 2),
  so: scalar(1 / 256),
  zo: scalar(0, 2),
}
const bytes = (count: number, seed: number) => draw(count, seed).map((value) => Math.floor((value + 1) * 127))

/** Runs a model of bytes beside ONNX Runtime: at most `steps` steps of the output may differ. */
async function imports(spec: Omit<ModelSpec, 'outputs' | 'outputTypes'>, steps: number) {
  const whole: ModelSpec = {
    ...spec,
    outputs: ['y'],
    outputTypes: { y: 2 },
    constants: { ...constants, ...spec.constants },
  }
  const result = await importOnnx(buildOnnx(whole), {
    evaluation: { set: 'seeded', samples: samplesOf(whole, 16) },
    fuse: false,
  })
  const { report, io } = result
  expect(report.reference).toBe('int8')
  expect(report.evaluation.maxError! / io.outputs[0]!.scale, 'steps of the output').toBeLessThan(steps + 0.01)
  return { ...result, ops: result.model.program.nodes.map(({ op }) => op) }
}

describe('QOperator models', () => {
  it.each<[string, Omit<ModelSpec, 'outputs'>, string[], number]>([
    [
      'QLinearAdd',
      {
        inputs: { x: [1, 3, 4, 5], z: [1, 3, 1, 1] },
        nodes: [
          quantise('x', 'a'),
          quantise('z', 'b'),
          microsoft('QLinearAdd', ['a', 'sx', 'zx', 'b', 'sx', 'zx', 'sy', 'zy'], 'y'),
        ],
      },
      ['add'],
      1,
    ],
    [
      'QLinearMul',
      {
        inputs: { x: [1, 3, 4, 5], z: [1, 3, 1, 1] },
        nodes: [
          quantise('x', 'a'),
          quantise('z', 'b'),
          microsoft('QLinearMul', ['a', 'sx', 'zx', 'b', 'sx', 'zx', 'sy', 'zy'], 'y'),
        ],
      },
      ['mul'],
      1,
    ],
    [
      'QLinearMul by a constant',
      {
        inputs: { x: [1, 12] },
        nodes: [quantise('x', 'a'), microsoft('QLinearMul', ['a', 'sx', 'zx', 'c', 'sw', 'zw', 'sy', 'zy'], 'y')],
        constants: { c: { shape: [12], values: bytes(12, 4), type: 2 } },
      },
      ['mul'],
      1,
    ],
    [
      'QLinearConcat',
      {
        inputs: { x: [1, 3, 4, 5], z: [1, 2, 4, 5] },
        nodes: [
          quantise('x', 'a'),
          { ...quantise('z', 'b'), inputs: ['z', 'sw', 'zw'] },
          microsoft('QLinearConcat', ['sy', 'zy', 'a', 'sx', 'zx', 'b', 'sw', 'zw'], 'y', { axis: 1 }),
        ],
      },
      ['concat'],
      0,
    ],
    [
      'QLinearSigmoid and QLinearLeakyRelu',
      {
        inputs: { x: [1, 40] },
        nodes: [
          quantise('x', 'a'),
          microsoft('QLinearLeakyRelu', ['a', 'sx', 'zx', 'sw', 'zw'], 'b', { alpha: 0.1 }),
          microsoft('QLinearSigmoid', ['b', 'sw', 'zw', 'so', 'zo'], 'y'),
        ],
      },
      ['lookup', 'lookup'],
      // ONNX Runtime approximates the sigmoid behind its own table.
      1,
    ],
    [
      'QLinearSoftmax',
      {
        inputs: { x: [3, 10] },
        nodes: [
          quantise('x', 'a'),
          microsoft('QLinearSoftmax', ['a', 'sx', 'zx', 'so', 'zo'], 'y', { axis: -1, opset: 13 }),
        ],
      },
      ['softmax'],
      1,
    ],
    [
      'QLinearAveragePool',
      {
        inputs: { x: [1, 3, 6, 6] },
        nodes: [
          quantise('x', 'a'),
          microsoft('QLinearAveragePool', ['a', 'sx', 'zx', 'sx', 'zx'], 'y', {
            kernel_shape: [3, 3],
            strides: [2, 2],
            pads: [1, 1, 1, 1],
          }),
        ],
      },
      ['avg_pool'],
      0,
    ],
    [
      'QLinearGlobalAveragePool',
      {
        inputs: { x: [1, 3, 6, 6] },
        nodes: [quantise('x', 'a'), microsoft('QLinearGlobalAveragePool', ['a', 'sx', 'zx', 'sx', 'zx'], 'y')],
      },
      ['reduce_sum', 'reduce_sum', 'requantise'],
      0,
    ],
    [
      'QGemm',
      {
        inputs: { x: [4, 8] },
        nodes: [
          quantise('x', 'a'),
          microsoft('QGemm', ['a', 'sx', 'zx', 'w', 'sw', 'zw', 'bias', 'sy', 'zy'], 'y', { transB: 1 }),
        ],
        constants: {
          w: { shape: [6, 8], values: bytes(48, 5), type: 2 },
          bias: { shape: [6], values: [900, -900, 0, 5, 70, -8], type: 6 },
        },
      },
      ['matmul'],
      0,
    ],
    [
      'QLinearMatMul of two tensors',
      {
        inputs: { x: [4, 8], z: [8, 5] },
        nodes: [
          quantise('x', 'a'),
          quantise('z', 'b'),
          { op: 'QLinearMatMul', inputs: ['a', 'sx', 'zx', 'b', 'sx', 'zx', 'sy', 'zy'], outputs: ['y'] },
        ],
      },
      ['transpose', 'matmul'],
      0,
    ],
  ])('%s', async (_, spec, ops, steps) => {
    // Two tensors: the right operand is taken by columns, which an input of two axes cannot be told to be.
    expect((await imports(spec, steps)).ops).toEqual(ops)
  })
})
