import { describe, expect, it } from 'vitest'
import type { ModelSpec, NodeSpec } from './testing/buildOnnx.ts'
import { draw } from './testing/draw.ts'
import { importFloat } from './testing/importFloat.ts'
import { weights } from './testing/weights.ts'

const ints = (...values: number[]) => ({ shape: [values.length], values, type: 7 as const })
const number = (value: number) => ({ shape: [], values: [value] })
const node = (op: string, inputs: string[], output: string, attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op,
  inputs,
  outputs: [output],
  attributes,
})

/** One head per two of eight columns: q, k, v, scores, softmax, context, as exporters write it. */
const attention = (mask: NodeSpec[], scores: string): Pick<ModelSpec, 'nodes' | 'constants'> => ({
  nodes: [
    ...['q', 'k', 'v'].flatMap((name) => [
      node('MatMul', ['x', `w${name}`], `${name}0`),
      node('Add', [`${name}0`, `b${name}`], `${name}1`),
      node('Reshape', [`${name}1`, 'heads'], `${name}2`),
    ]),
    node('Transpose', ['q2'], 'q', { perm: [0, 2, 1, 3] }),
    node('Transpose', ['k2'], 'k', { perm: [0, 2, 3, 1] }),
    node('Transpose', ['v2'], 'v', { perm: [0, 2, 1, 3] }),
    node('MatMul', ['q', 'k'], 's0'),
    node('Div', ['s0', 'root'], 's1'),
    ...mask,
    node('Softmax', [scores], 'p', { axis: -1 }),
    node('MatMul', ['p', 'v'], 'c0'),
    node('Transpose', ['c0'], 'c1', { perm: [0, 2, 1, 3] }),
    node('Reshape', ['c1', 'joined'], 'c2'),
    node('MatMul', ['c2', 'wo'], 'y0'),
    node('Add', ['x', 'y0'], 'y'),
  ],
  constants: {
    ...Object.fromEntries(['q', 'k', 'v'].map((name, i) => [`w${name}`, weights([8, 8], i + 1, 3)])),
    ...Object.fromEntries(['q', 'k', 'v'].map((name, i) => [`b${name}`, { shape: [8], values: draw(8, i + 7) }])),
    wo: weights([8, 8], 4, 3),
    heads: ints(0, -1, 4, 2),
    joined: ints(0, 0, 8),
    root: number(Math.sqrt(2)),
  },
})

describe('sequences', () => {
  it('attends over several heads, transposing what products read the other way round', async () => {
    const { ops, io } = await importFloat({ inputs: { x: [1, 6, 8] }, outputs: ['y'], ...attention([], 's1') }, 25)
    expect(ops.filter((op) => op === 'matmul')).toHaveLength(6)
    expect(ops).toContain('softmax')
    expect(ops.filter((op) => op === 'transpose').length, 'q, k, v and the context').toBeLessThanOrEqual(4)
    expect(io.outputs[0]).toMatchObject({ shape: [1, 6, 8], order: 'row-major' })
  })

  it('attends under a causal mask that is added', async () => {
    const { nodes, constants } = attention([node('Add', ['s1', 'mask'], 's2')], 's2')
    const values = Array.from({ length: 36 }, (_, i) => (i % 6 > Math.floor(i / 6) ? -10_000 : 0))
    const spec = {
      inputs: { x: [1, 6, 8] },
      outputs: ['y'],
      nodes,
      constants: { ...constants, mask: { shape: [1, 1, 6, 6], values } },
    }
    await importFloat(spec, 25)
  })

  it('attends under a causal mask that chooses, made of ones by Trilu', async () => {
    const mask = [
      node('ConstantOfShape', ['square'], 'zeros'),
      node('Equal', ['zeros', 'zero'], 'ones'),
      node('Cast', ['ones'], 'real', { to: 1 }),
      node('Trilu', ['real'], 'lower', { upper: 0 }),
      node('Cast', ['lower'], 'keep', { to: 9 }),
      node('Where', ['keep', 's1', 'far'], 's2'),
    ]
    const { nodes, constants } = attention(mask, 's2')
    const spec = {
      inputs: { x: [1, 6, 8] },
      outputs: ['y'],
      opset: 14,
      nodes,
      constants: { ...constants, square: ints(6, 6), zero: number(0), far: number(-3e38) },
    }
    await importFloat(spec, 25)
  })

  const norm = {
    g: { shape: [8], values: draw(8, 5).map((value) => 1 + value / 2) },
    b: { shape: [8], values: draw(8, 6) },
  }

  it('normalises layers', async () => {
    const { ops } = await importFloat({
      inputs: { x: [2, 5, 8] },
      outputs: ['y'],
      opset: 17,
      nodes: [node('LayerNormalization', ['x', 'g', 'b'], 'y', { epsilon: 1e-5 })],
      constants: norm,
    })
    expect(ops).toEqual(['layer_norm'])
  })

  it.each(['Pow', 'Mul'])('finds a layer normalisation in its parts, squared by %s', async (square) => {
    const { ops } = await importFloat({
      inputs: { x: [2, 5, 8] },
      outputs: ['y'],
      nodes: [
        node('ReduceMean', ['x'], 'm', { axes: [-1] }),
        node('Sub', ['x', 'm'], 'd'),
        node(square, square === 'Pow' ? ['d', 'two'] : ['d', 'd'], 'q'),
        node('ReduceMean', ['q'], 'v', { axes: [-1] }),
        node('Add', ['v', 'e'], 'w'),
        node('Sqrt', ['w'], 's'),
        node('Div', ['d', 's'], 'n'),
        node('Mul', ['n', 'g'], 'h'),
        node('Add', ['h', 'b'], 'y'),
      ],
      constants: { ...norm, two: number(2), e: number(1e-5) },
    })
    expect(ops).toEqual(['layer_norm'])
  })

  it('embeds tokens and positions, and classifies the first', async () => {
    const { ops, io } = await importFloat({
      inputs: { ids: [1, 6] },
      inputTypes: { ids: 7 },
      outputs: ['y'],
      opset: 17,
      nodes: [
        node('Gather', ['table', 'ids'], 'e'),
        node('Add', ['e', 'positions'], 'x'),
        node('LayerNormalization', ['x', 'g', 'b'], 'n'),
        node('Gather', ['n', 'first'], 'h', { axis: 1 }),
        node('Gemm', ['h', 'w', 'c'], 'y', { transB: 1 }),
      ],
      constants: {
        ...norm,
        table: weights([5, 8], 1, 3),
        positions: { shape: [1, 6, 8], values: draw(48, 3) },
        first: { shape: [], values: [0], type: 7 },
        w: weights([3, 8], 2, 2),
        c: { shape: [3], values: [0, 0.5, -0.5] },
      },
    })
    expect(ops).toEqual(['gather', 'add', 'layer_norm', 'gather', 'matmul'])
    expect(io.inputs[0]).toMatchObject({ dtype: 'i32', scale: 1, zero: 0 })
  })

  it.each([0, 1, 2])('takes a softmax along axis %i', async (axis) => {
    await importFloat({
      inputs: { x: [3, 4, 5] },
      outputs: ['y'],
      nodes: [node('Softmax', ['x'], 'p', { axis }), node('Mul', ['p', 'x'], 'y')],
    })
  })

  it('takes a softmax of opset 11 over several axes together', async () => {
    await importFloat({
      inputs: { x: [3, 4, 5] },
      outputs: ['y'],
      opset: 11,
      nodes: [node('Softmax', ['x'], 'p'), node('Mul', ['p', 'x'], 'y')],
    })
  })

  it('multiplies batches, repeated ones, and constants on either side', async () => {
    await importFloat({
      inputs: { x: [2, 3, 4, 5], z: [3, 5, 6] },
      outputs: ['y'],
      nodes: [node('MatMul', ['x', 'z'], 'y')],
    })
    await importFloat({
      inputs: { x: [5, 6] },
      outputs: ['y'],
      nodes: [node('MatMul', ['w', 'x'], 'y')],
      constants: { w: weights([4, 5], 1, 2) },
    })
    await importFloat({
      inputs: { x: [2, 4, 5] },
      outputs: ['y'],
      nodes: [node('MatMul', ['x', 'w'], 'y')],
      constants: { w: weights([2, 5, 3], 1, 2) },
    })
  })

  it.each([
    [1, 0],
    [0, 1],
    [1, 1],
  ])('multiplies by Gemm with transA %i, transB %i', async (transA, transB) => {
    const x = transA === 1 ? [5, 4] : [4, 5]
    const w = transB === 1 ? [3, 5] : [5, 3]
    const attributes = { transA, transB }
    const constants = { w: weights(w, 1, 2), c: { shape: [3], values: [1, 0, -1] } }
    await importFloat({
      inputs: { x },
      outputs: ['y'],
      nodes: [node('Gemm', ['x', 'w', 'c'], 'y', attributes)],
      constants,
    })
    await importFloat({ inputs: { x, w }, outputs: ['y'], nodes: [node('Gemm', ['x', 'w'], 'y', attributes)] })
  })

  it('sums and averages over any axes', async () => {
    for (const axes of [[0], [1], [2], [0, 2], [0, 1, 2]]) {
      await importFloat(
        { inputs: { x: [3, 4, 5] }, outputs: ['y'], nodes: [node('ReduceMean', ['x'], 'y', { axes })] },
        20,
      )
      const constants = { axes: ints(...axes) }
      await importFloat(
        { inputs: { x: [3, 4, 5] }, outputs: ['y'], nodes: [node('ReduceSum', ['x', 'axes'], 'y')], constants },
        20,
      )
    }
  })
})

describe('element by element', () => {
  it('weighs channels by squeeze and excitation', async () => {
    const { ops } = await importFloat({
      inputs: { x: [1, 4, 5, 6] },
      outputs: ['y'],
      nodes: [
        node('Conv', ['x', 'w'], 'c'),
        node('GlobalAveragePool', ['c'], 'm'),
        node('Conv', ['m', 'v'], 's'),
        node('HardSigmoid', ['s'], 'g'),
        node('Mul', ['c', 'g'], 'y'),
      ],
      constants: { w: weights([4, 4, 1, 1], 1, 3), v: weights([4, 4, 1, 1], 2, 6) },
    })
    expect(ops).toEqual(['conv2d', 'reduce_sum', 'reduce_sum', 'requantise', 'conv2d', 'lookup', 'mul'])
  })

  it.each<[string, number[], number[]]>([
    ['rows', [3, 4], [4]],
    ['columns', [3, 4], [3, 1]],
    ['both', [3, 1], [1, 4]],
    ['a batch', [2, 3, 4, 5], [3, 1, 5]],
    ['more axes than it has', [4], [2, 3, 1]],
  ])('repeats %s', async (_, x, z) => {
    for (const op of ['Add', 'Sub', 'Mul'])
      await importFloat({ inputs: { x, z }, outputs: ['y'], nodes: [node(op, ['x', 'z'], 'y')] })
  })

  it.each(['Add', 'Sub', 'Mul', 'Div'])('takes constants per column in %s', async (op) => {
    const constants = { c: { shape: [4], values: [1, 2, -3, 0.5] } }
    await importFloat({ inputs: { x: [3, 4] }, outputs: ['y'], nodes: [node(op, ['x', 'c'], 'y')], constants })
    if (op === 'Sub')
      await importFloat({ inputs: { x: [3, 4] }, outputs: ['y'], nodes: [node(op, ['c', 'x'], 'y')], constants })
  })

  const x = { x: [1, 60] }
  it.each<[string, NodeSpec[]]>([
    [
      'hard-swish spelled with HardSigmoid',
      [node('HardSigmoid', ['x'], 'h', { alpha: 1 / 6, beta: 0.5 }), node('Mul', ['x', 'h'], 'y')],
    ],
    [
      'hard-swish spelled with Clip',
      [
        node('Add', ['x', 'three'], 'a'),
        node('Clip', ['a', 'zero', 'six'], 'b'),
        node('Div', ['b', 'six'], 'c'),
        node('Mul', ['x', 'c'], 'y'),
      ],
    ],
    ['silu', [node('Sigmoid', ['x'], 's'), node('Mul', ['s', 'x'], 'y')]],
    [
      'gelu with erf',
      [
        node('Div', ['x', 'root'], 'a'),
        node('Erf', ['a'], 'b'),
        node('Add', ['b', 'one'], 'c'),
        node('Mul', ['x', 'c'], 'd'),
        node('Mul', ['d', 'half'], 'y'),
      ],
    ],
    [
      'gelu with tanh',
      [
        node('Pow', ['x', 'three'], 'a'),
        node('Mul', ['a', 'small'], 'b'),
        node('Add', ['x', 'b'], 'c'),
        node('Mul', ['c', 'root'], 'd'),
        node('Tanh', ['d'], 'e'),
        node('Add', ['e', 'one'], 'f'),
        node('Mul', ['x', 'f'], 'g'),
        node('Mul', ['g', 'half'], 'y'),
      ],
    ],
    ['mish', [node('Softplus', ['x'], 's'), node('Tanh', ['s'], 't'), node('Mul', ['x', 't'], 'y')]],
    ['prelu', [node('PRelu', ['x', 'half'], 'y')]],
    [
      'a square, a root and a reciprocal',
      [
        node('Mul', ['x', 'x'], 'a'),
        node('Add', ['a', 'one'], 'b'),
        node('Sqrt', ['b'], 'c'),
        node('Reciprocal', ['c'], 'y'),
      ],
    ],
    [
      'a power and a logarithm',
      [node('Pow', ['three', 'x'], 'a'), node('Add', ['a', 'one'], 'b'), node('Log', ['b'], 'y')],
    ],
    ['bounds by Min and Max', [node('Max', ['x', 'zero'], 'a'), node('Min', ['half', 'a'], 'y')]],
    ['sign and absolute value', [node('Sign', ['x'], 'a'), node('Abs', ['x'], 'b'), node('Mul', ['a', 'b'], 'y')]],
  ])('makes one table of %s', async (_, nodes) => {
    const constants = Object.fromEntries(
      Object.entries({ zero: 0, one: 1, half: 0.5, three: 3, six: 6, root: Math.SQRT2, small: 0.044715 }).map(
        ([name, value]) => [name, number(value)],
      ),
    )
    const { ops } = await importFloat({ inputs: x, outputs: ['y'], opset: 16, nodes, constants }, 35)
    expect(ops).toEqual(['lookup'])
  })

  it('makes one table of a value used again after it was needed', async () => {
    const { ops } = await importFloat({
      inputs: { x: [1, 8] },
      outputs: ['y'],
      nodes: [
        node('Sigmoid', ['x'], 's'),
        node('MatMul', ['s', 'w'], 'm'),
        node('Tanh', ['s'], 't'),
        node('Mul', ['x', 't'], 'u'),
        node('Add', ['m', 'u'], 'y'),
      ],
      constants: { w: weights([8, 8], 1, 2) },
    })
    expect(ops, 'x tanh(sigmoid(x)) needs no table of sigmoid(x)').toEqual(['lookup', 'matmul', 'lookup', 'add'])
  })
})
