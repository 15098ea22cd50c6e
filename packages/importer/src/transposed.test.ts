import { describe, expect, it } from 'vitest'
import { importOnnx } from './importOnnx.ts'
import { buildOnnx, type ModelSpec, type NodeSpec } from './testing/buildOnnx.ts'
import { draw } from './testing/draw.ts'
import { importExact, importFloat, samplesOf } from './testing/importFloat.ts'
import { dice } from './testing/mutateOnnx.ts'
import { weights } from './testing/weights.ts'

interface Form {
  readonly input: readonly number[]
  /** [I, O/groups, kH, kW], or [I, O/groups, k]. */
  readonly weights: readonly number[]
  readonly attributes?: NonNullable<NodeSpec['attributes']>
}

/** A transposed convolution with a bias, in real numbers. */
const real = ({ input, weights: shape, attributes = {} }: Form): ModelSpec => ({
  inputs: { x: input },
  outputs: ['y'],
  nodes: [{ op: 'ConvTranspose', inputs: ['x', 'w', 'b'], outputs: ['y'], attributes }],
  constants: {
    w: weights(shape, 1, 2),
    b: {
      shape: [shape[1]! * Number(attributes.group ?? 1)],
      values: draw(shape[1]! * Number(attributes.group ?? 1), 2),
    },
  },
})

/** The same with int8 weights and an int32 bias of scale 2^-12, as a QDQ file has them: sums are exact in both. */
const quantised = ({ input, weights: shape, attributes = {} }: Form): ModelSpec => {
  const size = shape.reduce((product, length) => product * length, 1)
  const outputs = shape[1]! * Number(attributes.group ?? 1)
  return {
    inputs: { x: input },
    outputs: ['y'],
    nodes: [
      { op: 'DequantizeLinear', inputs: ['w8', 'ws'], outputs: ['w'] },
      { op: 'DequantizeLinear', inputs: ['b32', 'bs'], outputs: ['b'] },
      { op: 'ConvTranspose', inputs: ['x', 'w', 'b'], outputs: ['y'], attributes },
    ],
    constants: {
      w8: { shape, values: draw(size, 3).map((value) => Math.round(value * 100)), type: 3 },
      ws: { shape: [], values: [1 / 64] },
      b32: { shape: [outputs], values: draw(outputs, 4).map((value) => Math.round(value * 2000)), type: 6 },
      bs: { shape: [], values: [1 / 4096] },
    },
  }
}

const forms: [string, Form, string[]][] = [
  [
    'a kernel as large as its stride',
    { input: [1, 3, 4, 5], weights: [3, 2, 2, 2], attributes: { strides: [2, 2] } },
    ['conv2d', 'transpose'],
  ],
  ['stride 1', { input: [1, 3, 4, 5], weights: [3, 2, 3, 2] }, ['conv2d']],
  [
    'stride 1 with pads',
    { input: [1, 3, 4, 5], weights: [3, 2, 3, 3], attributes: { pads: [1, 1, 1, 1] } },
    ['conv2d'],
  ],
  [
    'kernel 4, stride 2, pad 1',
    { input: [1, 3, 4, 5], weights: [3, 2, 4, 4], attributes: { strides: [2, 2], pads: [1, 1, 1, 1] } },
    ['conv2d', 'transpose', 'slice'],
  ],
  [
    'kernel 3, stride 2, pad 1, one more output',
    {
      input: [1, 3, 4, 5],
      weights: [3, 2, 3, 3],
      attributes: { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
    },
    ['conv2d', 'transpose'],
  ],
  [
    'a kernel smaller than its stride',
    { input: [1, 2, 3, 4], weights: [2, 3, 2, 1], attributes: { strides: [3, 4] } },
    ['conv2d', 'transpose', 'slice'],
  ],
  [
    'two batches',
    { input: [2, 3, 4, 5], weights: [3, 2, 3, 3], attributes: { strides: [2, 3] } },
    ['conv2d', 'transpose', 'slice'],
  ],
  [
    'groups',
    { input: [1, 4, 3, 4], weights: [4, 3, 3, 3], attributes: { strides: [2, 2], group: 2 } },
    ['conv2d', 'transpose', 'transpose', 'slice'],
  ],
  [
    'a depthwise one',
    { input: [1, 4, 3, 4], weights: [4, 1, 4, 4], attributes: { strides: [2, 2], pads: [1, 1, 1, 1], group: 4 } },
    ['conv2d', 'transpose', 'transpose', 'slice'],
  ],
  [
    'one axis, whose phases lie beside each other',
    { input: [1, 3, 7], weights: [3, 4, 5], attributes: { strides: [3], pads: [1, 2] } },
    ['conv2d', 'slice'],
  ],
  [
    'dilations',
    { input: [1, 2, 4, 4], weights: [2, 3, 3, 2], attributes: { strides: [2, 1], dilations: [2, 3] } },
    ['conv2d', 'transpose', 'slice'],
  ],
]

describe('ConvTranspose', () => {
  it.each(forms)('%s, byte for byte from an int8 file', async (_, form, ops) => {
    expect((await importExact(quantised(form))).ops).toEqual(ops)
  })

  it.each(forms)('%s, from a float file', async (_, form, ops) => {
    expect((await importFloat(real(form), 35)).ops).toEqual(ops)
  })

  it.each(['SAME_UPPER', 'SAME_LOWER', 'VALID'])('%s', async (auto_pad) => {
    for (const kernel of [1, 2, 3, 4, 5])
      await importExact(
        quantised({ input: [1, 2, 3, 4], weights: [2, 2, kernel, 3], attributes: { strides: [2, 3], auto_pad } }),
      )
  })

  it.each(['NOTSET', 'SAME_UPPER', 'SAME_LOWER'])('an output shape, %s', async (auto_pad) => {
    for (const output_shape of [
      [8, 9],
      [7, 8],
      [5, 4],
    ])
      await importExact(
        quantised({
          input: [1, 2, 3, 4],
          weights: [2, 2, 4, 3],
          attributes: { strides: [2, 2], output_shape, ...(auto_pad === 'NOTSET' ? {} : { auto_pad }) },
        }),
      )
  })

  it('any of its attributes, seeded', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const pick = dice(seed)
      const axes = 1 + pick(2)
      const each = (below: number, from: number) => Array.from({ length: axes }, () => from + pick(below))
      const group = 1 + pick(3)
      const [strides, kernel, dilations] = [each(4, 1), each(5, 1), pick(3) === 0 ? each(3, 1) : each(1, 1)]
      const spatial = each(5, 3)
      const attributes = {
        group,
        strides,
        dilations,
        // Fewer than what there is.
        pads: [...kernel.map((size) => pick(Math.min(3, size))), ...kernel.map((size) => pick(Math.min(3, size)))],
        output_padding: strides.map((stride) => pick(stride)),
      }
      const form = {
        input: [1 + pick(2), 2 * group, ...spatial],
        weights: [2 * group, 1 + pick(3), ...kernel],
        attributes,
      }
      await importExact(quantised(form)).catch((cause: unknown) => {
        throw new Error(`seed ${seed}: ${JSON.stringify(form)}`, { cause })
      })
    }
  })

  it('takes up what follows it, as a convolution does', async () => {
    const { ops, model } = await importFloat({
      ...real({ input: [1, 3, 4, 5], weights: [3, 4, 2, 2], attributes: { strides: [2, 2] } }),
      nodes: [
        { op: 'ConvTranspose', inputs: ['x', 'w', 'b'], outputs: ['a'], attributes: { strides: [2, 2] } },
        { op: 'BatchNormalization', inputs: ['a', 'g', 'b', 'b', 'v'], outputs: ['n'] },
        { op: 'Relu', inputs: ['n'], outputs: ['y'] },
      ],
      constants: {
        w: weights([3, 4, 2, 2], 1, 2),
        b: { shape: [4], values: draw(4, 2) },
        g: { shape: [4], values: [1, -0.5, 2, 1.5] },
        v: { shape: [4], values: [1, 0.5, 2, 0.7] },
      },
    })
    expect(ops).toEqual(['conv2d', 'transpose'])
    const { low, zeroY } = model.program.nodes[0]!.attributes
    expect(low, 'relu is the lower clamp').toBe(zeroY)
  })

  it('keeps one scale per output channel of an int8 file, in groups too', async () => {
    for (const group of [1, 2]) {
      const form = { input: [1, 4, 3, 4], weights: [4, 3, 3, 3], attributes: { strides: [2, 2], group } }
      const spec = quantised(form)
      const nodes = spec.nodes.map((node) => (node.inputs[0] === 'w8' ? { ...node, attributes: { axis: 1 } } : node))
      const ws = { shape: [3], values: [1 / 64, 1 / 32, 1 / 128] }
      const bs = {
        shape: [3 * group],
        values: [ws, ws].slice(0, group).flatMap(({ values }) => values.map((scale) => scale / 64)),
      }
      const perChannel = nodes.map((node) => (node.inputs[0] === 'b32' ? { ...node, attributes: { axis: 0 } } : node))
      await importExact({ ...spec, nodes: perChannel, constants: { ...spec.constants, ws, bs } })
    }
  })

  it('counts with uint8 weights about a zero point, where taps are missing too', async () => {
    const spec = quantised({ input: [1, 3, 4, 5], weights: [3, 2, 3, 3], attributes: { strides: [2, 2] } })
    const w8 = {
      shape: [3, 2, 3, 3],
      values: draw(54, 3).map((value) => Math.round(value * 100) + 117),
      type: 2 as const,
    }
    const nodes = spec.nodes.map((node) => (node.inputs[0] === 'w8' ? { ...node, inputs: ['w8', 'ws', 'wz'] } : node))
    await importExact({
      ...spec,
      nodes,
      constants: { ...spec.constants, w8, wz: { shape: [], values: [117], type: 2 } },
    })
  })

  it('corrects its bias by what each output reads of its taps', async () => {
    const form = { input: [1, 16, 4, 5], weights: [16, 2, 4, 4], attributes: { strides: [2, 2], pads: [1, 1, 1, 1] } }
    const calibration = samplesOf(real(form), 24).map(([x]) => [x!.map((value) => value + 2)])
    const error = async (biasCorrection: boolean) => {
      const { report } = await importOnnx(buildOnnx(real(form)), { calibration, biasCorrection })
      return report.evaluation.meanError!
    }
    expect(await error(true)).toBeLessThan(await error(false))
  })

  it.each<[string, Form, RegExp]>([
    [
      'more outputs than there are',
      { input: [1, 1, 3], weights: [1, 1, 4], attributes: { strides: [2], output_shape: [9] } },
      /would become 9; it can become 1\.\.8/,
    ],
    [
      'pads that leave nothing',
      { input: [1, 1, 3], weights: [1, 1, 2], attributes: { pads: [3, 3] } },
      /would become -2/,
    ],
    ['a stride of zero', { input: [1, 1, 3], weights: [1, 1, 2], attributes: { strides: [0] } }, /strides is \[0\]/],
    [
      'another kernel than its weights',
      { input: [1, 1, 3], weights: [1, 1, 2], attributes: { kernel_shape: [3] } },
      /kernel_shape is \[3\]/,
    ],
    ['weights of other channels', { input: [1, 2, 3], weights: [3, 1, 2] }, /do not fit an input of 2 channels/],
    [
      'groups that do not divide its channels',
      { input: [1, 3, 3], weights: [3, 1, 2], attributes: { group: 2 } },
      /in 2 groups/,
    ],
    ['a volume', { input: [1, 1, 3, 3, 3], weights: [1, 1, 2, 2, 2] }, /3 spatial axes/],
    [
      'strides of thousands',
      { input: [1, 40, 2, 2], weights: [40, 2, 1, 1], attributes: { strides: [1000, 1000] } },
      /use smaller strides, several times/,
    ],
  ])('refuses %s', async (_, form, message) => {
    await expect(importOnnx(buildOnnx(real(form)), { calibration: samplesOf(real(form), 1) })).rejects.toThrow(message)
  })

  it('refuses weights quantised along their inputs', async () => {
    const spec = quantised({ input: [1, 3, 4], weights: [3, 2, 2] })
    const ws = { shape: [3], values: [1, 2, 3] }
    const nodes = spec.nodes.map((node) => (node.inputs[0] === 'w8' ? { ...node, attributes: { axis: 0 } } : node))
    await expect(importExact({ ...spec, nodes, constants: { ...spec.constants, ws } })).rejects.toThrow(
      /another axis than their output channels/,
    )
  })
})
