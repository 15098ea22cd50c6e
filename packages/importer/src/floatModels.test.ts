import { describe, expect, it } from 'vitest'
import { importOnnx } from './importOnnx.ts'
import { buildOnnx, type ModelSpec } from './testing/buildOnnx.ts'
import { draw } from './testing/draw.ts'
import { importFloat } from './testing/importFloat.ts'
import { weights } from './testing/weights.ts'

describe('importOnnx on float models', () => {
  it('makes one conv2d of convolution, batch normalisation and relu', async () => {
    const { ops, model } = await importFloat({
      inputs: { x: [1, 3, 6, 5] },
      outputs: ['y'],
      nodes: [
        { op: 'Conv', inputs: ['x', 'w'], outputs: ['a'], attributes: { pads: [1, 1, 1, 1] } },
        { op: 'BatchNormalization', inputs: ['a', 'g', 'b', 'm', 'v'], outputs: ['n'] },
        { op: 'Relu', inputs: ['n'], outputs: ['y'] },
      ],
      constants: {
        w: weights([4, 3, 3, 3], 1),
        g: { shape: [4], values: [1, 0.5, 2, -1] },
        b: { shape: [4], values: [0.1, -0.2, 0, 0.3] },
        m: { shape: [4], values: [0, 0.1, -0.1, 0.2] },
        v: { shape: [4], values: [1, 0.5, 2, 0.7] },
      },
    })
    expect(ops).toEqual(['conv2d'])
    expect(model.program.nodes[0]!.attributes.low, 'relu is the lower clamp').toBe(
      model.program.nodes[0]!.attributes.zeroY,
    )
  })

  it('makes a depthwise conv2d of a batch normalisation with nothing before it', async () => {
    const { ops, model } = await importFloat({
      inputs: { x: [1, 4, 3, 3] },
      outputs: ['y'],
      nodes: [{ op: 'BatchNormalization', inputs: ['x', 'g', 'b', 'b', 'g'], outputs: ['y'] }],
      constants: { g: { shape: [4], values: [1, 2, 0.5, 3] }, b: { shape: [4], values: [0.5, -0.5, 0, 1] } },
    })
    expect(ops).toEqual(['conv2d'])
    expect(model.program.nodes[0]!.attributes.groups).toBe(4)
  })

  it('normalises channels after a matmul whose columns are as many, and are no channels', async () => {
    const { ops } = await importFloat({
      inputs: { x: [2, 4, 5] },
      outputs: ['y'],
      nodes: [
        { op: 'MatMul', inputs: ['x', 'w'], outputs: ['a'] },
        { op: 'BatchNormalization', inputs: ['a', 'g', 'b', 'b', 'g'], outputs: ['y'] },
      ],
      constants: {
        w: weights([5, 4], 1, 3),
        g: { shape: [4], values: [1, 2, 0.5, 3] },
        b: { shape: [4], values: [0.5, -0.5, 0, 1] },
      },
    })
    expect(ops.filter((op) => op !== 'transpose')).toEqual(['matmul', 'conv2d'])
  })

  it('permutes the weights of a Gemm after a flattened image instead of the image', async () => {
    const { ops } = await importFloat({
      inputs: { x: [1, 2, 5, 4] },
      outputs: ['y'],
      nodes: [
        { op: 'Conv', inputs: ['x', 'w'], outputs: ['a'] },
        { op: 'Relu', inputs: ['a'], outputs: ['r'] },
        { op: 'Flatten', inputs: ['r'], outputs: ['f'] },
        { op: 'Gemm', inputs: ['f', 'v', 'c'], outputs: ['y'], attributes: { alpha: 0.5, beta: 2 } },
      ],
      constants: { w: weights([6, 2, 3, 3], 2), v: weights([36, 7], 3, 3), c: { shape: [7], values: draw(7, 4) } },
    })
    expect(ops).toEqual(['conv2d', 'matmul'])
  })

  it('follows the shape arithmetic that exporters write before a Reshape', async () => {
    const { ops } = await importFloat({
      inputs: { x: [1, 3, 2, 2] },
      outputs: ['y'],
      nodes: [
        { op: 'Shape', inputs: ['x'], outputs: ['s'] },
        { op: 'Gather', inputs: ['s', 'zero'], outputs: ['n'], attributes: { axis: 0 } },
        { op: 'Unsqueeze', inputs: ['n', 'axis'], outputs: ['u'] },
        { op: 'Concat', inputs: ['u', 'rest'], outputs: ['t'], attributes: { axis: 0 } },
        { op: 'Reshape', inputs: ['x', 't'], outputs: ['f'] },
        { op: 'MatMul', inputs: ['f', 'w'], outputs: ['m'] },
        { op: 'Add', inputs: ['m', 'b'], outputs: ['y'] },
      ],
      constants: {
        zero: { shape: [], values: [0], type: 7 },
        axis: { shape: [1], values: [0], type: 7 },
        rest: { shape: [1], values: [-1], type: 7 },
        w: weights([12, 5], 5, 3),
        b: { shape: [5], values: draw(5, 6) },
      },
    })
    expect(ops, 'the constant sum is the bias').toEqual(['matmul'])
  })

  it('makes one table of a chain of functions of one tensor', async () => {
    const { ops } = await importFloat({
      inputs: { x: [1, 2, 3, 3] },
      outputs: ['y'],
      nodes: [
        { op: 'Sigmoid', inputs: ['x'], outputs: ['s'] },
        { op: 'Mul', inputs: ['x', 's'], outputs: ['silu'] },
        { op: 'Add', inputs: ['silu', 'half'], outputs: ['h'] },
        { op: 'Tanh', inputs: ['h'], outputs: ['y'] },
      ],
      constants: { half: { shape: [], values: [0.5] } },
    })
    expect(ops).toEqual(['lookup'])
  })

  it.each(['Relu', 'LeakyRelu', 'Elu', 'Selu', 'HardSigmoid', 'Softplus', 'Softsign', 'Exp', 'Abs', 'Neg', 'Erf'])(
    'makes a lookup of %s',
    async (op) => {
      const { ops } = await importFloat({
        inputs: { x: [1, 40] },
        outputs: ['y'],
        nodes: [{ op, inputs: ['x'], outputs: ['y'] }],
      })
      expect(ops).toEqual(['lookup'])
    },
  )

  it('clamps a residual sum as relu6 does', async () => {
    const { ops } = await importFloat({
      inputs: { x: [1, 3, 4, 4] },
      outputs: ['y'],
      nodes: [
        {
          op: 'Conv',
          inputs: ['x', 'w', 'b'],
          outputs: ['a'],
          attributes: { auto_pad: 'SAME_UPPER', kernel_shape: [3, 3] },
        },
        { op: 'Add', inputs: ['a', 'x'], outputs: ['s'] },
        { op: 'Clip', inputs: ['s', 'low', 'high'], outputs: ['y'] },
      ],
      constants: {
        w: weights([3, 3, 3, 3], 7, 4),
        b: { shape: [3], values: [1, 2, -1] },
        low: { shape: [], values: [0] },
        high: { shape: [], values: [1.5] },
      },
    })
    expect(ops).toEqual(['conv2d', 'add'])
  })

  it('builds a mean over the image from two sums and a requantise', async () => {
    const { ops } = await importFloat({
      inputs: { x: [1, 3, 4, 5] },
      outputs: ['y'],
      nodes: [{ op: 'ReduceMean', inputs: ['x'], outputs: ['y'], attributes: { axes: [2, 3], keepdims: 0 } }],
    })
    expect(ops).toEqual(['reduce_sum', 'reduce_sum', 'requantise'])
  })

  it.each([
    { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] },
    { kernel_shape: [3, 2], pads: [1, 0, 1, 1], count_include_pad: 1 },
    { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 },
    { kernel_shape: [3, 3], auto_pad: 'SAME_LOWER', strides: [2, 2] },
  ])('averages windows as ONNX Runtime does: %j', async (attributes) => {
    const nodes = [{ op: 'AveragePool', inputs: ['x'], outputs: ['y'], attributes }]
    const { ops } = await importFloat({ inputs: { x: [1, 3, 7, 5] }, outputs: ['y'], nodes })
    expect(ops).toEqual(['avg_pool'])
  })

  it('pools the largest with ceil_mode and dilations, exactly', async () => {
    const attributes = { kernel_shape: [2, 3], strides: [2, 2], ceil_mode: 1, dilations: [1, 2], pads: [0, 1, 0, 0] }
    const nodes = [{ op: 'MaxPool', inputs: ['x'], outputs: ['y'], attributes }]
    const { ops } = await importFloat({ inputs: { x: [1, 2, 7, 8] }, outputs: ['y'], nodes }, 40)
    expect(ops).toEqual(['max_pool'])
  })

  it('runs convolutions over one axis', async () => {
    const { ops } = await importFloat({
      inputs: { x: [1, 3, 16] },
      outputs: ['y'],
      nodes: [
        { op: 'Conv', inputs: ['x', 'w'], outputs: ['a'], attributes: { pads: [2, 2], strides: [2], dilations: [2] } },
        { op: 'GlobalAveragePool', inputs: ['a'], outputs: ['y'] },
      ],
      constants: { w: weights([5, 3, 3], 8, 3) },
    })
    expect(ops).toEqual(['conv2d', 'reduce_sum', 'requantise'])
  })

  it('takes an image with channels last when the model transposes it first', async () => {
    const { io } = await importFloat({
      inputs: { x: [1, 4, 5, 3] },
      outputs: ['y'],
      nodes: [
        { op: 'Transpose', inputs: ['x'], outputs: ['t'], attributes: { perm: [0, 3, 1, 2] } },
        { op: 'Conv', inputs: ['t', 'w'], outputs: ['y'] },
      ],
      constants: { w: weights([2, 3, 2, 2], 9, 3) },
    })
    expect(io.inputs[0]!.order).toBe('row-major')
    expect(io.outputs[0]!.order).toBe('channels-last')
  })

  it('multiplies two activations where the right one is stored by columns', async () => {
    const { ops } = await importFloat({
      inputs: { q: [4, 6], k: [5, 6] },
      outputs: ['y'],
      nodes: [
        { op: 'Transpose', inputs: ['k'], outputs: ['t'], attributes: { perm: [1, 0] } },
        { op: 'MatMul', inputs: ['q', 't'], outputs: ['y'] },
      ],
    })
    expect(ops).toEqual(['matmul'])
  })

  it('drops a final softmax and says so', async () => {
    const { ops, report } = await importFloat({
      inputs: { x: [1, 6] },
      outputs: ['y'],
      nodes: [
        { op: 'MatMul', inputs: ['x', 'w'], outputs: ['m'] },
        { op: 'Softmax', name: 'probabilities', inputs: ['m'], outputs: ['y'] },
      ],
      constants: { w: weights([6, 3], 10, 3) },
    })
    expect(ops).toEqual(['matmul'])
    expect(report.notes.join(' ')).toContain('final Softmax (node "probabilities"')
  })

  it('leaves out a second output that was not chosen', async () => {
    const spec: ModelSpec = {
      inputs: { x: [1, 6] },
      outputs: ['a', 'b'],
      nodes: [
        { op: 'Relu', inputs: ['x'], outputs: ['a'] },
        { op: 'Neg', inputs: ['x'], outputs: ['b'] },
      ],
    }
    const calibration = [[Float32Array.from(draw(6, 1))]]
    const { model, io } = await importOnnx(buildOnnx(spec), { calibration, output: 'b' })
    expect(model.program.nodes).toHaveLength(1)
    expect(io.outputs.map(({ name }) => name)).toEqual(['b'])
  })

  it('makes room for a large bias over tiny weights', async () => {
    const { model } = await importFloat({
      inputs: { x: [1, 4] },
      outputs: ['y'],
      nodes: [{ op: 'Gemm', inputs: ['x', 'w', 'b'], outputs: ['y'] }],
      constants: { w: { shape: [4, 2], values: [1e-12, 1, 0, 1, 0, 1, 0, 1] }, b: { shape: [2], values: [50, 1] } },
    })
    expect(model.program.nodes).toHaveLength(1)
  })

  it('sizes open dimensions as the option says', async () => {
    const onnx = buildOnnx({
      inputs: { x: ['batch', 4] },
      outputs: ['y'],
      nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
    })
    const calibration = [[Float32Array.from(draw(4, 1))]]
    const { io } = await importOnnx(onnx, { calibration, inputShapes: { x: [1, 4] } })
    expect(io.inputs[0]!.shape).toEqual([1, 4])
  })

  it('gives the same program every time', async () => {
    const spec: ModelSpec = {
      inputs: { x: [1, 6] },
      outputs: ['y'],
      nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
      constants: { w: weights([6, 3], 11, 3) },
    }
    expect((await importFloat(spec)).model).toEqual((await importFloat(spec)).model)
  })
})
