import { AssayError } from '@assay/program'
import onnxProto, { type onnx } from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import {
  BudgetError,
  CalibrationError,
  DynamicShapeError,
  OnnxError,
  OverflowError,
  UnsupportedError,
  WeightError,
} from './errors.ts'
import { importOnnx } from './importOnnx.ts'
import { buildOnnx, type ModelSpec } from './testing/buildOnnx.ts'
import { draw } from './testing/draw.ts'

const relu: ModelSpec = {
  inputs: { x: [1, 4] },
  outputs: ['y'],
  nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
}
const sample = (count: number) => [[Float32Array.from(draw(count, 1))]]

/** The error importing throws, which must be of the given class. */
async function failure<T extends AssayError>(
  kind: abstract new (...args: never[]) => T,
  onnx: Uint8Array,
  options: Parameters<typeof importOnnx>[1] = {},
): Promise<T> {
  const error = await importOnnx(onnx, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(kind)
  return error as T
}

/** A valid file with something changed. */
const changed = (change: (graph: onnx.IGraphProto) => void, spec: ModelSpec = relu): Uint8Array => {
  const model = onnxProto.onnx.ModelProto.decode(buildOnnx(spec))
  change(model.graph!)
  return onnxProto.onnx.ModelProto.encode(model).finish()
}

const withWeights: ModelSpec = {
  inputs: { x: [1, 4] },
  outputs: ['y'],
  nodes: [{ op: 'MatMul', name: 'scores', inputs: ['x', 'w'], outputs: ['y'] }],
  constants: { w: { shape: [4, 2], values: draw(8, 3) } },
}

describe('importOnnx refuses', () => {
  it('every unsupported operator at once, by name and node, and says what is supported', async () => {
    const error = await failure(
      UnsupportedError,
      buildOnnx({
        ...relu,
        nodes: [
          { op: 'LSTM', name: 'memory', inputs: ['x'], outputs: ['a'] },
          { op: 'Relu', inputs: ['a'], outputs: ['b'] },
          { op: 'Einsum', name: 'mix', inputs: ['b', 'x'], outputs: ['y'] },
        ],
      }),
    )
    expect(error.problems.map(({ op, node }) => [op, node])).toEqual([
      ['LSTM', 'memory'],
      ['Einsum', 'mix'],
    ])
    expect(error.message).toContain('Supported: ')
    expect(error.message).toContain('Conv, ')
  })

  it('every unsupported use of supported operators at once, with unknown operators and what comes after them', async () => {
    const error = await failure(
      UnsupportedError,
      buildOnnx({
        inputs: { x: [1, 2, 4, 4], z: [1, 2, 4, 4], w: [2, 2, 1, 1] },
        outputs: ['y'],
        nodes: [
          { op: 'Max', name: 'larger of two', inputs: ['x', 'z'], outputs: ['a'] },
          { op: 'Resize', name: 'larger', inputs: ['x', '', 'scales'], outputs: ['b'], attributes: { mode: 'cubic' } },
          { op: 'ConvTranspose', name: 'up', inputs: ['x', 'w'], outputs: ['c'] },
          { op: 'Relu', inputs: ['c'], outputs: ['d'] },
          { op: 'Einsum', name: 'mix', inputs: ['d', 'x'], outputs: ['e'] },
          { op: 'Softmax', name: 'fine', inputs: ['z'], outputs: ['f'] },
          { op: 'Pow', name: 'power', inputs: ['f', 'x'], outputs: ['g'] },
          { op: 'Add', name: 'sum', inputs: ['a', 'g'], outputs: ['h'] },
          { op: 'Add', inputs: ['b', 'e'], outputs: ['i'] },
          { op: 'Add', inputs: ['h', 'i'], outputs: ['y'] },
        ],
        constants: { scales: { shape: [4], values: [1, 1, 1, 1] } },
      }),
    )
    expect(new Map(error.problems.map(({ node, op }) => [node, op]))).toEqual(
      new Map([
        ['larger of two', 'Max'],
        ['larger', 'Resize'],
        ['up', 'ConvTranspose'],
        ['mix', 'Einsum'],
        ['power', 'Pow'],
      ]),
    )
    for (const { reason, next } of error.problems) expect([reason, next]).not.toContain('')
    expect(error.message).toContain('export it with mode linear')
  })

  it('dynamic quantisation, with the way out', async () => {
    const nodes = [{ op: 'DynamicQuantizeLinear', inputs: ['x'], outputs: ['q', 's', 'z'] }]
    const error = await failure(UnsupportedError, buildOnnx({ ...relu, outputs: ['q'], nodes }))
    expect(error.message).toContain('use static quantisation')
  })

  it('an output that is an input as it came', async () => {
    const nodes = [{ op: 'Flatten', inputs: ['x'], outputs: ['y'] }]
    const error = await failure(UnsupportedError, buildOnnx({ ...relu, nodes }), { calibration: sample(4) })
    expect(error.problems).toMatchObject([{ op: 'output', next: 'choose another output' }])
  })

  it('dynamic shapes, naming input, dimension and symbol', async () => {
    const error = await failure(DynamicShapeError, buildOnnx({ ...relu, inputs: { x: ['batch', 4] } }))
    expect(error.dimensions).toEqual([{ input: 'x', axis: 0, symbol: 'batch' }])
    expect(error.message).toContain('inputShapes')
    expect(error.problems).toEqual([])
    expect(error.message).not.toContain('cannot be imported')
  })

  it('dynamic shapes and, with them, what cannot be imported whatever they are, of what every output needs', async () => {
    const nodes = [
      { op: 'Relu', inputs: ['x'], outputs: ['r'] },
      { op: 'LSTM', inputs: ['r', 'w', 'w'], outputs: ['s'] },
      { op: 'Where', inputs: ['x', 'r', 'r'], outputs: ['t'] },
      { op: 'Erf', inputs: ['s'], outputs: ['u'] },
      { op: 'Det', inputs: ['u'], outputs: ['y'] },
    ]
    const constants = { w: { shape: [1], values: [1] } }
    const open = { ...relu, inputs: { x: ['batch', 4] }, nodes, constants }
    const one = await failure(DynamicShapeError, buildOnnx({ ...open, outputs: ['y'] }))
    expect(one.problems.map(({ op }) => op)).toEqual(['LSTM', 'Det'])
    expect(one.message).toContain('Besides, whatever the shapes are, 2 things in this model cannot be imported')
    const several = await failure(DynamicShapeError, buildOnnx({ ...open, outputs: ['y', 't', 'u'] }))
    expect(several.problems, 'another output may be chosen').toEqual([])
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('a weight that is %s, naming tensor and index', async (value) => {
    const error = await failure(
      WeightError,
      changed((graph) => {
        graph.initializer![0]!.floatData![5] = value
      }, withWeights),
    )
    expect(error.weights).toEqual([{ tensor: 'w', index: 5, value }])
  })

  it('an infinite bound where there would be none is no weight; anywhere else it is', async () => {
    const bounded = (op: string, bounds: Readonly<Record<string, number>>, inputs: string[]) =>
      buildOnnx({
        ...relu,
        nodes: [{ op, inputs, outputs: ['y'] }],
        constants: Object.fromEntries(
          Object.entries(bounds).map(([name, value]) => [name, { shape: [], values: [value] }]),
        ),
      })
    const [high, low] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const onnx of [
      bounded('Clip', { a: -0.5, b: high }, ['x', 'a', 'b']),
      bounded('Clip', { a: low, b: 0.5 }, ['x', 'a', 'b']),
      bounded('Max', { a: low }, ['a', 'x']),
      bounded('Min', { a: high }, ['x', 'a']),
    ]) {
      const { report } = await importOnnx(onnx, { calibration: sample(4) })
      expect(report.evaluation.maxError).toBeLessThan(0.02)
    }
    await failure(WeightError, bounded('Clip', { a: high, b: high }, ['x', 'a', 'b']), { calibration: sample(4) })
    await failure(WeightError, bounded('Clip', { a: low, b: low }, ['x', 'a', 'b']), { calibration: sample(4) })
    await failure(WeightError, bounded('Max', { a: high }, ['a', 'x']), { calibration: sample(4) })
    await failure(WeightError, bounded('Max', { a: Number.NaN }, ['a', 'x']), { calibration: sample(4) })
    await failure(WeightError, bounded('Add', { a: low }, ['a', 'x']), { calibration: sample(4) })
  })

  it('a shape for an input that there is not, or that the file has fixed otherwise', async () => {
    const open = buildOnnx({ ...relu, inputs: { x: ['batch', 4] } })
    const say = (onnx: Uint8Array, inputShapes: Record<string, number[]>) =>
      failure(OnnxError, onnx, { calibration: sample(4), inputShapes })
    expect((await say(open, { x: [1, 4], z: [1] })).message).toContain('it has no input "z"')
    expect((await say(open, { x: [1, 5] })).message).toContain('has 4 in dimension 1, but --input-shape')
    expect((await say(open, { x: [4] })).message).toContain('has 2 dimensions, but --input-shape')
    await importOnnx(open, { calibration: sample(4), inputShapes: { x: [1, 4] } })
  })

  it('problems of one kind on one line, and none that only follows from another', async () => {
    const inner = { op: 'ConvInteger', inputs: ['x', 'w'] }
    const nodes = [
      ...['a', 'b', 'c', 'd'].map((name) => ({ ...inner, name, outputs: [name] })),
      { op: 'Shape', inputs: ['a'], outputs: ['s'] },
      { op: 'DynamicQuantizeLSTM', name: 'cells', domain: 'com.microsoft', inputs: ['x'], outputs: ['l'] },
      { op: 'Split', inputs: ['a'], outputs: ['t'] },
      { op: 'DepthToSpace', inputs: ['b'], outputs: ['u'] },
      { op: 'Sum', inputs: ['a', 'b', 'c', 'd', 's', 'l', 't', 'u'], outputs: ['y'] },
    ]
    const constants = { w: { shape: [1], values: [1], type: 3 } } as const
    const error = await failure(UnsupportedError, buildOnnx({ ...relu, nodes, constants }))
    expect(error.problems.map(({ node }) => node)).toEqual(['a', 'b', 'c', 'd', 'cells'])
    expect(error.message).toContain('5 things')
    expect(error.message).toContain('ConvInteger (4 nodes: "a", "b", "c" and 1 more): dynamic quantisation')
    expect(error.message).toContain('DynamicQuantizeLSTM (node "cells"): dynamic quantisation')
    expect(error.message.match(/^ {2}- /gm)).toHaveLength(2)
  })

  it('an empty file, a text file and a truncated model', async () => {
    const onnx = buildOnnx(withWeights)
    await failure(OnnxError, new Uint8Array())
    await failure(OnnxError, new TextEncoder().encode('hello, this is not a model'))
    for (let length = 1; length < onnx.length; length += 7) await failure(AssayError, onnx.subarray(0, length))
  })

  it.each<[string, (graph: onnx.IGraphProto) => void]>([
    ['fewer values than its shape says', (g) => g.initializer![0]!.floatData!.pop()],
    ['a shape of more elements than the limit', (g) => (g.initializer![0]!.dims = [2 ** 30, 2 ** 30])],
    ['a negative dimension', (g) => (g.initializer![0]!.dims = [-4, -2])],
    ['raw data of another length', (g) => (g.initializer![0]!.rawData = new Uint8Array(7))],
    ['data in another file', (g) => (g.initializer![0]!.dataLocation = 1)],
    ['a type that is not known', (g) => (g.initializer![0]!.dataType = 16)],
    ['a weight defined twice', (g) => g.initializer!.push(g.initializer![0]!)],
    ['a value that nothing defines', (g) => (g.node![0]!.input = ['x', 'nowhere'])],
    ['a value defined twice', (g) => g.node!.push(g.node![0]!)],
    ['a circle', (g) => (g.node![0]!.input = ['y', 'w'])],
    ['no nodes', (g) => (g.node = [])],
    ['no inputs', (g) => (g.input = [])],
    ['no outputs', (g) => (g.output = [])],
    ['an output that nothing defines', (g) => (g.output![0]!.name = 'nowhere')],
    ['matrices that do not fit', (g) => (g.initializer![0]!.dims = [2, 4])],
    ['an input that is no tensor', (g) => (g.input![0]!.type = {})],
    ['an input of strings', (g) => (g.input![0]!.type!.tensorType!.elemType = 8)],
  ])('a file with %s', async (_, change) => {
    const error = await failure(OnnxError, changed(change, withWeights), { calibration: sample(4) })
    expect(error.where, 'says where').not.toBe('')
  })

  it.each([
    ['DepthToSpace', 'mode', 'ROW'],
    ['SpaceToDepth', 'mode', 'CRD'],
    ['MaxPool', 'auto_pad', 'SAME'],
  ])('%s whose %s is %s', async (op, attribute, value) => {
    const attributes = { blocksize: 2, kernel_shape: [2, 2], [attribute]: value }
    const nodes = [{ op, name: 'odd', inputs: ['x'], outputs: ['y'], attributes }]
    const error = await failure(OnnxError, buildOnnx({ ...relu, inputs: { x: [1, 4, 2, 2] }, nodes }))
    expect(error.message).toContain(value)
    expect(error.where).toContain('odd')
  })

  it('two outputs with none chosen', async () => {
    const error = await failure(
      OnnxError,
      changed((graph) => graph.output!.push({ ...graph.output![0], name: 'x' })),
    )
    expect(error.message).toContain('--output')
  })

  it('a float model without calibration samples', async () => {
    const error = await failure(CalibrationError, buildOnnx(relu))
    expect(error.message).toContain('Pass about 100 typical inputs')
  })

  it.each<[string, Float32Array[][]]>([
    ['of the wrong size', sample(5)],
    ['for too many inputs', [[new Float32Array(4), new Float32Array(4)]]],
    ['that are not finite', [[Float32Array.of(0, 1, Number.NaN, 2)]]],
  ])('calibration samples %s', async (_, calibration) => {
    await failure(CalibrationError, buildOnnx(relu), { calibration })
  })

  it('an output that does not depend on the inputs', async () => {
    const nodes = [...relu.nodes, { op: 'DequantizeLinear', inputs: ['w', 's'], outputs: ['z'] }]
    const constants = { w: { shape: [2], values: [1, 2], type: 3 }, s: { shape: [], values: [1] } } as const
    const error = await failure(OnnxError, buildOnnx({ ...relu, nodes, constants, outputs: ['z'] }))
    expect(error.message).toContain('"z" is not computed from its inputs')
  })

  it('ranges no scale can express', async () => {
    const huge: ModelSpec = { ...withWeights, constants: { w: { shape: [4, 2], values: new Array(8).fill(1e30) } } }
    const error = await failure(CalibrationError, buildOnnx(huge), { calibration: sample(4) })
    expect(error.message).toContain('2^60')
  })

  it('tensors that together exceed the limit, before anything is allocated', async () => {
    const nodes = Array.from({ length: 10 }, (_, i) => ({ op: 'Relu', inputs: [`t${i}`], outputs: [`t${i + 1}`] }))
    const error = await failure(OnnxError, buildOnnx({ inputs: { t0: [1, 2 ** 27] }, outputs: ['t10'], nodes }))
    expect(error.message).toContain('268435456')
  })

  it('a percentile that leaves nothing', async () => {
    await failure(CalibrationError, buildOnnx(relu), { calibration: sample(4), ranges: { percentile: 20 } })
  })

  it('a reduction that could leave int32', async () => {
    // Weights of our own making cannot within the step budget; a bias of the file can.
    const error = await failure(
      OverflowError,
      buildOnnx({
        inputs: { x: [1, 4] },
        outputs: ['y'],
        nodes: [
          { op: 'QuantizeLinear', inputs: ['x', 's', 'z'], outputs: ['q'] },
          {
            op: 'QGemm',
            name: 'heavy',
            domain: 'com.microsoft',
            inputs: ['q', 's', 'z', 'w', 's', 'zw', 'b', 's', 'z'],
            outputs: ['y'],
          },
        ],
        constants: {
          s: { shape: [], values: [0.5] },
          z: { shape: [], values: [3], type: 2 },
          zw: { shape: [], values: [0], type: 3 },
          w: { shape: [4, 1], values: [100, 100, 100, 100], type: 3 },
          b: { shape: [1], values: [2 ** 31 - 1000], type: 6 },
        },
      }),
    )
    expect(error.node).toBe('heavy')
    expect(error.sum).toBe(2 ** 31 - 1000 + 4 * 100 * 252)
  })

  it('a step over the budget, naming node, limit and a chunk size that fits', async () => {
    const channels = 6000
    const error = await failure(
      BudgetError,
      buildOnnx({
        inputs: { x: [1, channels, 9, 9] },
        outputs: ['y'],
        nodes: [
          { op: 'Conv', name: 'wide', inputs: ['x', 'w'], outputs: ['a'] },
          { op: 'Conv', name: 'wide too', inputs: ['x', 'w'], outputs: ['b'] },
          { op: 'Sub', inputs: ['a', 'b'], outputs: ['y'] },
        ],
        constants: { w: { shape: [1, channels, 5, 1], values: draw(channels * 5, 1) } },
      }),
      { calibration: sample(channels * 81) },
    )
    expect(error).toMatchObject({ node: 'wide', field: 'bytes', limit: 98_304 })
    expect(error.actual).toBeGreaterThan(98_304)
    expect(error.message).toMatch(/--activation-chunk \d+/)
    expect(
      error.faults.map(({ node }) => node),
      'all of them at once',
    ).toEqual(['wide', 'wide too'])
  })
})
