import { describe, expect, it } from 'vitest'
import { importOnnx } from './importOnnx.ts'
import { buildOnnx, type ConstantSpec, type ModelSpec, type NodeSpec } from './testing/buildOnnx.ts'
import { draw } from './testing/draw.ts'
import { samplesOf } from './testing/importFloat.ts'

const scalar = (value: number, type: ConstantSpec['type'] = 1) => ({ shape: [], values: [value], type })
const node = (op: string, inputs: string[], output: string, attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op,
  inputs,
  outputs: [output],
  attributes,
})
/** Every activation between a QuantizeLinear and a DequantizeLinear of its own scale, as onnxruntime.quantization writes it. */
const quantised = (name: string, scale: string, zero = 'z') => [
  node('QuantizeLinear', [name, scale, zero], `${name}_q`),
  node('DequantizeLinear', [`${name}_q`, scale, zero], `${name}_d`),
]
const bytes = (count: number, seed: number) => draw(count, seed).map((value) => Math.floor((value + 1) * 127))
const base = { s1: scalar(1 / 100), s2: scalar(1 / 40), s3: scalar(1 / 256), z: scalar(128, 2), z0: scalar(0, 2) }

async function imports(spec: Omit<ModelSpec, 'outputs'>, steps: number) {
  const whole: ModelSpec = { ...spec, outputs: ['y_d'], constants: { ...base, ...spec.constants } }
  const result = await importOnnx(buildOnnx(whole), {
    evaluation: { set: 'seeded', samples: samplesOf(whole, 8) },
    fuse: false,
  })
  expect(result.report.evaluation.maxError! / result.io.outputs[0]!.scale, 'steps').toBeLessThan(steps + 0.01)
  return { ...result, ops: result.model.program.nodes.map(({ op }) => op) }
}

describe('QDQ models', () => {
  it.each<[string, Omit<ModelSpec, 'outputs'>, string[], number]>([
    [
      'a product of a tensor and its gate',
      {
        inputs: { x: [1, 3, 4, 5], g: [1, 3, 1, 1] },
        nodes: [
          ...quantised('x', 's1'),
          ...quantised('g', 's1'),
          node('Mul', ['x_d', 'g_d'], 'y'),
          ...quantised('y', 's1'),
        ],
      },
      ['mul'],
      0,
    ],
    [
      'a difference, and a join with another scale',
      {
        inputs: { x: [2, 6], w: [2, 6] },
        nodes: [
          ...quantised('x', 's1'),
          ...quantised('w', 's2'),
          node('Sub', ['x_d', 'w_d'], 'd'),
          ...quantised('d', 's2'),
          node('Concat', ['d_d', 'x_d'], 'y', { axis: 0 }),
          ...quantised('y', 's2'),
        ],
      },
      ['sub', 'concat'],
      0,
    ],
    [
      'a softmax and a product by it',
      {
        inputs: { x: [4, 6], w: [6, 5] },
        nodes: [
          ...quantised('x', 's2'),
          ...quantised('w', 's1'),
          node('Softmax', ['x_d'], 'p', { axis: -1 }),
          ...quantised('p', 's3', 'z0'),
          node('MatMul', ['p_d', 'w_d'], 'y'),
          ...quantised('y', 's1'),
        ],
      },
      ['softmax', 'transpose', 'matmul'],
      1,
    ],
    [
      'a layer normalisation with quantised parameters',
      {
        inputs: { x: [2, 3, 8] },
        opset: 17,
        nodes: [
          ...quantised('x', 's1'),
          node('DequantizeLinear', ['gamma', 's1', 'z'], 'gamma_d'),
          node('LayerNormalization', ['x_d', 'gamma_d', 'beta'], 'y'),
          ...quantised('y', 's2'),
        ],
        constants: { gamma: { shape: [8], values: bytes(8, 3), type: 2 }, beta: { shape: [8], values: draw(8, 4) } },
      },
      ['layer_norm'],
      1,
    ],
    [
      'a mean and the largest',
      {
        inputs: { x: [2, 3, 8] },
        nodes: [
          ...quantised('x', 's1'),
          node('ReduceMean', ['x_d'], 'm', { axes: [1] }),
          ...quantised('m', 's1'),
          node('ReduceMax', ['m_d'], 'y', { axes: [2], keepdims: 0 }),
          ...quantised('y', 's1'),
        ],
      },
      ['reduce_sum', 'requantise', 'reduce_max'],
      0,
    ],
  ])('%s', async (_, spec, ops, steps) => {
    expect((await imports(spec, steps)).ops).toEqual(ops)
  })

  it('keeps the bytes, scale and zero point of a constant operand', async () => {
    const values = bytes(12, 9)
    const { model } = await imports(
      {
        inputs: { x: [2, 12] },
        nodes: [
          ...quantised('x', 's1'),
          node('DequantizeLinear', ['c', 's2', 'z'], 'c_d'),
          node('Add', ['x_d', 'c_d'], 'y'),
          ...quantised('y', 's2'),
        ],
        constants: { c: { shape: [12], values, type: 2 } },
      },
      0,
    )
    const add = model.program.nodes[0]!
    expect(add.attributes).toMatchObject({ scaleW: Math.fround(1 / 40), zeroW: 128 })
    expect([...model.constants[add.operands[1]!.index]!]).toEqual(values)
  })
})
