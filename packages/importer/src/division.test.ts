import { describe, expect, it } from 'vitest'
import { UnsupportedError } from './errors.ts'
import { importOnnx } from './importOnnx.ts'
import { buildOnnx, type ModelSpec, type NodeSpec } from './testing/buildOnnx.ts'
import { importFloat, samplesOf } from './testing/importFloat.ts'

const node = (op: string, inputs: string[], output: string, attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op,
  inputs,
  outputs: [output],
  attributes,
})
const number = (value: number) => ({ shape: [], values: [value] })

/** x divided by middle + reach * z, where z lies between -1 and 1. */
const divided = (middle: number, reach: number): ModelSpec => ({
  inputs: { x: [1, 4, 6], z: [1, 4, 6] },
  outputs: ['y'],
  nodes: [
    node('Mul', ['z', 'reach'], 'm'),
    node('Add', ['m', 'middle'], 'd'),
    { ...node('Div', ['x', 'd'], 'y'), name: 'ratio' },
  ],
  constants: { middle: number(middle), reach: number(reach) },
})

describe('Div by a tensor', () => {
  it('is a table of the inverse and a product, where the divisor keeps away from zero', async () => {
    const { ops, report } = await importFloat(divided(2, 1), 40)
    expect(ops).toEqual(['lookup', 'mul'])
    const inverse = report.tensors.find(({ name }) => name === 'y#inverse')
    expect(inverse?.snrDb, 'the report says what the inverse costs').toBeGreaterThan(45)
    expect((await importFloat(divided(-2, 1), 40)).ops).toEqual(['lookup', 'mul'])
    expect((await importFloat(divided(8.5, 7.4), 33)).ops, 'nearly 16 times').toEqual(['lookup', 'mul'])
  })

  it('normalises rows by their length', async () => {
    const { ops } = await importFloat(
      {
        inputs: { x: [1, 8, 12] },
        outputs: ['y'],
        nodes: [
          node('Mul', ['x', 'x'], 'square'),
          node('ReduceSum', ['square', 'last'], 'sum', { keepdims: 1 }),
          node('Sqrt', ['sum'], 'length'),
          node('Div', ['x', 'length'], 'y'),
        ],
        constants: { last: { shape: [1], values: [-1], type: 7 } },
      },
      36,
    )
    expect(ops).toEqual(['lookup', 'reduce_sum', 'requantise', 'lookup', 'mul'])
  })

  it('divides a constant row by a column', async () => {
    const { ops } = await importFloat(
      {
        inputs: { z: [5, 1] },
        outputs: ['y'],
        nodes: [node('Exp', ['z'], 'd'), node('Div', ['row', 'd'], 'y')],
        constants: { row: { shape: [1, 3], values: [1, -2, 0.5] } },
      },
      35,
    )
    expect(ops).toEqual(['lookup', 'mul'])
  })

  it.each<[string, number, number, RegExp]>([
    ['comes near zero', 1, 0.95, /magnitudes from 0\.0\d+ to 1\.9\d/],
    ['crosses zero', 0.5, 1, /on both sides of zero/],
  ])('is refused by name where the divisor %s', async (_, middle, reach, message) => {
    const spec = divided(middle, reach)
    const error = await importOnnx(buildOnnx(spec), { calibration: samplesOf(spec, 24) }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(UnsupportedError)
    expect((error as UnsupportedError).problems).toMatchObject([{ op: 'Div', node: 'ratio' }])
    expect((error as UnsupportedError).message).toMatch(message)
    expect((error as UnsupportedError).message).toContain('add to it, or clip it')
  })

  it('is refused where a calibration sample divides by zero', async () => {
    const spec = divided(0, 0)
    await expect(importOnnx(buildOnnx(spec), { calibration: samplesOf(spec, 2) })).rejects.toThrow(/reaches -?Infinity/)
  })

  it('is refused in a quantised file', async () => {
    const nodes = [
      node('QuantizeLinear', ['z', 's', 'o'], 'q'),
      node('DequantizeLinear', ['q', 's', 'o'], 'd'),
      node('Div', ['x', 'd'], 'y'),
    ]
    const constants = { s: number(0.01), o: { shape: [], values: [3], type: 2 as const } }
    const spec = { ...divided(2, 1), nodes, constants }
    await expect(importOnnx(buildOnnx(spec), { calibration: samplesOf(spec, 2) })).rejects.toThrow(
      /divides by a quantised tensor/,
    )
  })
})
