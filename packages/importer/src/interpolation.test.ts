import { describe, expect, it } from 'vitest'
import { importOnnx } from './importOnnx.ts'
import { buildOnnx, type ModelSpec } from './testing/buildOnnx.ts'
import { importFloat, samplesOf } from './testing/importFloat.ts'
import { dice } from './testing/mutateOnnx.ts'
import { weights } from './testing/weights.ts'

const resize = (
  input: readonly number[],
  by: { scales: readonly number[] } | { sizes: readonly number[] },
  mode: string,
  opset = 13,
): ModelSpec => ({
  inputs: { x: input },
  outputs: ['y'],
  opset,
  nodes: [
    {
      op: 'Resize',
      inputs: 'scales' in by ? ['x', '', 'scales'] : ['x', '', '', 'sizes'],
      outputs: ['y'],
      attributes: { mode: 'linear', coordinate_transformation_mode: mode },
    },
  ],
  constants:
    'scales' in by
      ? { scales: { shape: [input.length], values: by.scales } }
      : { sizes: { shape: [input.length], values: by.sizes, type: 7 } },
})

const HALF = ['half_pixel', 'pytorch_half_pixel', 'half_pixel_symmetric']
const MODES = [...HALF, 'align_corners', 'asymmetric']
const FILTER = ['resize_nearest', 'conv2d']
const MATRICES = ['matmul', 'transpose', 'matmul']

describe('Resize, mode linear', () => {
  it.each<[string, readonly number[], Parameters<typeof resize>[1], readonly string[], string[]]>([
    ['twice as large', [1, 3, 6, 8], { scales: [1, 1, 2, 2] }, [...HALF, 'asymmetric'], FILTER],
    ['three times as high, twice as wide', [1, 3, 6, 8], { sizes: [1, 3, 18, 16] }, [...HALF, 'asymmetric'], FILTER],
    ['four times as high', [1, 3, 6, 8], { scales: [1, 1, 4, 1] }, [...HALF, 'asymmetric'], ['gather', 'conv2d']],
    ['half as large', [1, 3, 6, 8], { scales: [1, 1, 0.5, 0.5] }, HALF, ['conv2d']],
    ['a third as high, twice as wide', [1, 3, 6, 8], { sizes: [1, 3, 2, 16] }, HALF, ['gather', 'conv2d']],
    ['elements left out', [1, 3, 6, 8], { scales: [1, 1, 0.5, 0.25] }, ['asymmetric'], ['resize_nearest']],
    [
      'to the corners, between which elements lie',
      [1, 3, 3, 4],
      { sizes: [1, 3, 5, 4] },
      ['align_corners'],
      ['transpose', 'matmul'],
    ],
    ['to the corners, twice as large', [1, 3, 6, 8], { scales: [1, 1, 2, 2] }, ['align_corners'], MATRICES],
    ['by fractions', [1, 3, 6, 8], { scales: [1, 1, 1.5, 2.3] }, MODES, MATRICES],
    ['to other sizes', [1, 3, 6, 8], { sizes: [1, 3, 11, 5] }, MODES, MATRICES],
    ['one axis, twice as long', [1, 3, 9], { scales: [1, 1, 2] }, HALF, ['gather', 'conv2d']],
    ['one axis, by a fraction', [1, 3, 9], { scales: [1, 1, 1.7] }, MODES, ['matmul']],
    ['a matrix', [7, 9], { scales: [1.3, 2] }, MODES, [...MATRICES, 'transpose']],
    ['two images', [2, 3, 6, 5], { scales: [1, 1, 1.7, 1.3] }, MODES, [...MATRICES, 'transpose']],
    ['seventeen times as wide', [1, 2, 2, 3], { scales: [1, 1, 1, 17] }, HALF, ['matmul']],
    ['eight times as large, which a filter is dear for', [1, 3, 3, 2], { scales: [1, 1, 8, 8] }, HALF, MATRICES],
  ])('%s', async (_, input, by, modes, ops) => {
    for (const mode of modes) expect((await importFloat(resize(input, by, mode), 39)).ops, mode).toEqual(ops)
  })

  it.each([...MODES, 'nearest'])('%s, by scales that leave the shape as it is: the tensor as it came', async (mode) => {
    const spec = resize([1, 3, 7, 5], { scales: [1, 1, 1.1, 1.05] }, mode === 'nearest' ? 'asymmetric' : mode)
    const nodes = spec.nodes.map((node) => ({
      ...node,
      outputs: ['same'],
      attributes: { ...node.attributes, mode: mode === 'nearest' ? mode : 'linear' },
    }))
    const after: ModelSpec['nodes'] = [{ op: 'Conv', inputs: ['same', 'w'], outputs: ['y'] }]
    const constants = { ...spec.constants, w: weights([2, 3, 1, 1], 1, 2) }
    expect((await importFloat({ ...spec, nodes: [...nodes, ...after], constants }, 39)).ops).toEqual([
      'transpose',
      'conv2d',
    ])
  })

  it('to any size, seeded', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const pick = dice(seed)
      const spatial = Array.from({ length: 1 + pick(2) }, () => 2 + pick(9))
      const input = [1 + pick(2), 1 + pick(4), ...spatial]
      // An axis must keep an element.
      const by =
        pick(2) === 0
          ? { sizes: [input[0]!, input[1]!, ...spatial.map((size) => 1 + pick(3 * size))] }
          : { scales: [1, 1, ...spatial.map((size) => Math.max(1.01 / size, (1 + pick(40)) / 10))] }
      const mode = MODES[pick(MODES.length)]!
      await importFloat(resize(input, by, mode), 37).catch((cause: unknown) => {
        throw new Error(`seed ${seed}: [${input}] ${mode} ${JSON.stringify(by)}`, { cause })
      })
    }
  })

  it.each<[string, ModelSpec, string[]]>([
    ['Upsample of opset 7', { ...old({ scales: [1, 1, 2, 3] }), opset: 7 }, FILTER],
    ['Upsample of opset 9', { ...old(), opset: 9 }, FILTER],
    [
      'Resize of opset 10',
      { ...old(), nodes: old().nodes.map((node) => ({ ...node, op: 'Resize' })), opset: 10 },
      FILTER,
    ],
    ['Resize of opset 11', withRegion(), FILTER],
    ['Resize of opset 18 with axes', withAxes(), MATRICES],
    ['Resize of opset 21', resize([1, 2, 4, 5], { sizes: [1, 2, 7, 5] }, 'align_corners', 21), ['transpose', 'matmul']],
  ])('reads %s', async (_, spec, ops) => {
    expect((await importFloat(spec, 39)).ops).toEqual(ops)
  })

  it('clamps within the filter, between convolutions', async () => {
    const { ops } = await importFloat(
      {
        inputs: { x: [1, 3, 5, 6] },
        outputs: ['y'],
        nodes: [
          { op: 'Conv', inputs: ['x', 'w'], outputs: ['a'] },
          { op: 'Resize', inputs: ['a', '', 's'], outputs: ['b'], attributes: { mode: 'linear' } },
          { op: 'Relu', inputs: ['b'], outputs: ['c'] },
          { op: 'Conv', inputs: ['c', 'v'], outputs: ['y'] },
        ],
        constants: {
          w: weights([4, 3, 1, 1], 1, 2),
          v: weights([2, 4, 3, 3], 2, 2),
          s: { shape: [4], values: [1, 1, 2, 2] },
        },
      },
      30,
    )
    expect(ops).toEqual(['conv2d', 'resize_nearest', 'conv2d', 'conv2d'])
  })

  it.each([
    ['a filter', [1, 1, 2, 2], 'half_pixel'],
    ['matrices', [1, 1, 2, 2], 'align_corners'],
  ] as const)(
    'between quantisations as %s, with the scales of the file, is a step off at most',
    async (_, scales, mode) => {
      const spec = resize([1, 3, 6, 8], { scales }, mode)
      const quantised = (from: string, to: string, scale: string): ModelSpec['nodes'] => [
        { op: 'QuantizeLinear', inputs: [from, scale, 'zero'], outputs: [`${to}#bytes`] },
        { op: 'DequantizeLinear', inputs: [`${to}#bytes`, scale, 'zero'], outputs: [to] },
      ]
      const onnx = buildOnnx({
        ...spec,
        outputs: ['out'],
        nodes: [
          ...quantised('x', 'q', 'coarse'),
          ...spec.nodes.map((node) => ({ ...node, inputs: node.inputs.map((name) => (name === 'x' ? 'q' : name)) })),
          ...quantised('y', 'out', 'fine'),
        ],
        constants: {
          ...spec.constants,
          coarse: { shape: [], values: [1 / 64] },
          fine: { shape: [], values: [1 / 100] },
          zero: { shape: [], values: [120], type: 2 },
        },
      })
      const { report, io } = await importOnnx(onnx, { evaluation: { set: 'seeded', samples: samplesOf(spec, 4) } })
      expect(io.outputs[0]).toMatchObject({ scale: Math.fround(1 / 100), zero: 120 })
      expect(report.reference).toBe('int8')
      // The matrices round in between, to steps of the input.
      expect(report.evaluation.maxError).toBeLessThan(mode === 'half_pixel' ? 1.01 / 100 : 3.01 / 100)
    },
  )

  it.each<[string, Record<string, number | string>, RegExp]>([
    ['mode cubic', { mode: 'cubic' }, /mode cubic; nearest and linear are supported; export it with mode linear/],
    ['antialias', { antialias: 1 }, /antialias: .*; export it without antialias/],
    ['regions', { coordinate_transformation_mode: 'tf_crop_and_resize' }, /cut with Slice, then resize/],
    ['a ratio to keep', { keep_aspect_ratio_policy: 'not_larger' }, /give the sizes themselves/],
  ])('refuses %s by name', async (_, attributes, message) => {
    const spec = resize([1, 2, 4, 5], { sizes: [1, 2, 7, 5] }, 'half_pixel', 19)
    const nodes = spec.nodes.map((node) => ({ ...node, attributes: { ...node.attributes, ...attributes } }))
    await expect(importOnnx(buildOnnx({ ...spec, nodes }))).rejects.toThrow(message)
  })

  it('refuses a matrix larger than memory should hold', async () => {
    const spec = resize([1, 1, 1, 30_000], { sizes: [1, 1, 1, 50_001] }, 'half_pixel')
    await expect(importOnnx(buildOnnx(spec))).rejects.toThrow(/resize by a whole number/)
  })
})

function old(attributes: Record<string, readonly number[]> = {}): ModelSpec {
  const given = 'scales' in attributes
  return {
    inputs: { x: [1, 2, 4, 5] },
    outputs: ['y'],
    nodes: [
      {
        op: 'Upsample',
        inputs: given ? ['x'] : ['x', 'scales'],
        outputs: ['y'],
        attributes: { ...attributes, mode: 'linear' },
      },
    ],
    constants: given ? {} : { scales: { shape: [4], values: [1, 1, 2, 3] } },
  }
}

function withAxes(): ModelSpec {
  const spec = resize([1, 2, 4, 5], { scales: [1, 1, 1, 1] }, 'half_pixel', 18)
  const nodes = spec.nodes.map((node) => ({ ...node, attributes: { ...node.attributes, axes: [3, 2] } }))
  return { ...spec, nodes, constants: { scales: { shape: [2], values: [1.4, 2] } } }
}

/** Before opset 13 the region had to be there, for nothing. */
function withRegion(): ModelSpec {
  const spec = resize([1, 2, 4, 5], { scales: [1, 1, 2, 3] }, 'half_pixel', 11)
  const nodes = spec.nodes.map((node) => ({ ...node, inputs: ['x', 'roi', 'scales'] }))
  return { ...spec, nodes, constants: { ...spec.constants, roi: { shape: [0], values: [] } } }
}
