import { describe, expect, it } from 'vitest'
import type { ModelSpec, NodeSpec } from './testing/buildOnnx.ts'
import { importFloat } from './testing/importFloat.ts'
import { weights } from './testing/weights.ts'

const ints = (...values: number[]) => ({ shape: [values.length], values, type: 7 as const })
const node = (op: string, inputs: string[], output: string, attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op,
  inputs,
  outputs: [output],
  attributes,
})

describe('the same operator in old and new operator sets', () => {
  it.each<[string, ModelSpec, string[]]>([
    [
      'Clip of opset 6',
      {
        inputs: { x: [1, 20] },
        outputs: ['y'],
        opset: 10,
        nodes: [node('Clip', ['x'], 'y', { min: -0.25, max: 0.5 })],
      },
      ['lookup'],
    ],
    [
      'Clip of opset 13 without a lower bound',
      {
        inputs: { x: [1, 20] },
        outputs: ['y'],
        opset: 13,
        nodes: [node('Clip', ['x', '', 'h'], 'y')],
        constants: { h: { shape: [], values: [0.5] } },
      },
      ['lookup'],
    ],
    [
      'Squeeze, Unsqueeze and ReduceSum with attributes',
      {
        inputs: { x: [1, 4, 5] },
        outputs: ['y'],
        opset: 11,
        nodes: [
          node('Squeeze', ['x'], 'a', { axes: [0] }),
          node('Unsqueeze', ['a'], 'b', { axes: [1] }),
          node('ReduceSum', ['b'], 'y', { axes: [2], keepdims: 0 }),
        ],
      },
      ['reduce_sum', 'requantise'],
    ],
    [
      'Squeeze, Unsqueeze and ReduceSum with inputs',
      {
        inputs: { x: [1, 4, 5] },
        outputs: ['y'],
        opset: 13,
        nodes: [
          node('Squeeze', ['x', 'first'], 'a'),
          node('Unsqueeze', ['a', 'second'], 'b'),
          node('ReduceSum', ['b', 'third'], 'y', { keepdims: 0 }),
        ],
        constants: { first: ints(0), second: ints(1), third: ints(2) },
      },
      ['reduce_sum', 'requantise'],
    ],
    [
      'ReduceMean and ReduceMax of opset 18',
      {
        inputs: { x: [2, 4, 5] },
        outputs: ['y'],
        opset: 18,
        nodes: [node('ReduceMax', ['x', 'last'], 'a'), node('ReduceMean', ['a', 'middle'], 'y', { keepdims: 0 })],
        constants: { last: ints(-1), middle: ints(1) },
      },
      ['reduce_max', 'reduce_sum', 'requantise'],
    ],
    [
      'Dropout and Identity of opset 7',
      {
        inputs: { x: [1, 6] },
        outputs: ['y'],
        opset: 7,
        nodes: [node('Dropout', ['x'], 'a', { ratio: 0 }), node('Identity', ['a'], 'b'), node('Relu', ['b'], 'y')],
      },
      ['lookup'],
    ],
    [
      'Dropout of opset 13',
      {
        inputs: { x: [1, 6] },
        outputs: ['y'],
        opset: 13,
        nodes: [node('Dropout', ['x', 'ratio'], 'a'), node('Relu', ['a'], 'y')],
        constants: { ratio: { shape: [], values: [0.5] } },
      },
      ['lookup'],
    ],
    [
      'auto_pad VALID',
      {
        inputs: { x: [1, 2, 6, 6] },
        outputs: ['y'],
        nodes: [node('Conv', ['x', 'w'], 'y', { auto_pad: 'VALID', strides: [2, 1] })],
        constants: { w: weights([3, 2, 3, 2], 1, 3) },
      },
      ['conv2d'],
    ],
    [
      'auto_pad SAME_LOWER with strides',
      {
        inputs: { x: [1, 2, 7, 6] },
        outputs: ['y'],
        nodes: [node('Conv', ['x', 'w'], 'y', { auto_pad: 'SAME_LOWER', strides: [2, 3] })],
        constants: { w: weights([3, 2, 3, 2], 1, 3) },
      },
      ['conv2d'],
    ],
    [
      'average pooling over one axis',
      {
        inputs: { x: [1, 2, 9] },
        outputs: ['y'],
        nodes: [
          node('AveragePool', ['x'], 'y', { kernel_shape: [3], strides: [2], pads: [1, 0], count_include_pad: 1 }),
        ],
      },
      ['avg_pool'],
    ],
    [
      'batch normalisation between convolutions, before and after',
      {
        inputs: { x: [1, 3, 5, 5] },
        outputs: ['y'],
        opset: 9,
        nodes: [
          node('BatchNormalization', ['x', 'g', 'b', 'b', 'g'], 'n'),
          node('Conv', ['n', 'w'], 'c'),
          node('BatchNormalization', ['c', 'g', 'b', 'b', 'g'], 'y'),
        ],
        constants: {
          g: { shape: [3], values: [1, 2, 0.5] },
          b: { shape: [3], values: [0.5, -0.5, 0] },
          w: weights([3, 3, 1, 1], 2, 3),
        },
      },
      ['conv2d', 'conv2d'],
    ],
  ])('%s', async (_, spec, ops) => {
    const { ops: found } = await importFloat(spec, 28)
    expect(found).toEqual(ops)
  })

  it('folds the shape arithmetic of exporters, however it is spelled', async () => {
    const { ops } = await importFloat({
      inputs: { x: [2, 3, 4, 5] },
      outputs: ['y'],
      nodes: [
        node('Shape', ['x'], 's'),
        node('Slice', ['s', 'zero1', 'two1'], 'head'),
        node('Cast', ['head'], 'real', { to: 1 }),
        node('Cast', ['real'], 'whole', { to: 7 }),
        node('ReduceProd', ['whole'], 'rows', { keepdims: 1 }),
        node('ConstantOfShape', ['one1'], 'filler'),
        node('Cast', ['filler'], 'zeros', { to: 7 }),
        node('Sub', ['zeros', 'one1'], 'open'),
        node('Concat', ['rows', 'open'], 'target', { axis: 0 }),
        node('Range', ['zero', 'two', 'one'], 'range'),
        node('Mul', ['range', 'zeros'], 'nothing'),
        node('Add', ['target', 'nothing'], 'shape'),
        node('Where', ['yes', 'shape', 'nothing'], 'chosen'),
        node('Reshape', ['x', 'chosen'], 'r'),
        node('Relu', ['r'], 'y'),
      ],
      constants: {
        zero: { shape: [], values: [0], type: 7 },
        one: { shape: [], values: [1], type: 7 },
        two: { shape: [], values: [2], type: 7 },
        zero1: ints(0),
        one1: ints(1),
        two1: ints(2),
        yes: { shape: [2], values: [1, 1], type: 9 },
      },
    })
    expect(ops).toEqual(['lookup'])
  })
})
