import { describe, expect, it } from 'vitest'
import { CalibrationError } from '../errors.ts'
import { importOnnx } from '../importOnnx.ts'
import { buildOnnx } from '../testing/buildOnnx.ts'
import { samplesOf } from '../testing/importFloat.ts'
import { weights } from '../testing/weights.ts'
import { factorOf, quartersOf } from './factorOf.ts'

/** Channels of the first convolution differ by up to 2^7; a depthwise convolution and a gate with a mean bring that back. */
const first = weights([8, 3, 3, 3], 1)
const second = weights([8, 1, 3, 3], 2)
const spec = {
  inputs: { x: [1, 3, 9, 7] },
  outputs: ['y'],
  nodes: [
    { op: 'Conv', inputs: ['x', 'w1'], outputs: ['a'] },
    { op: 'Relu', inputs: ['a'], outputs: ['r'] },
    { op: 'Conv', inputs: ['r', 'w2'], outputs: ['d'], attributes: { group: 8, pads: [1, 1, 1, 1] } },
    { op: 'Relu', inputs: ['d'], outputs: ['s'] },
    { op: 'GlobalAveragePool', inputs: ['s'], outputs: ['m'] },
    { op: 'Conv', inputs: ['m', 'w3'], outputs: ['g'] },
    { op: 'Sigmoid', inputs: ['g'], outputs: ['gate'] },
    { op: 'Mul', inputs: ['s', 'gate'], outputs: ['p'] },
    { op: 'Conv', inputs: ['p', 'w3'], outputs: ['y'] },
  ],
  constants: {
    w1: { ...first, values: first.values.map((value, i) => value * 2 ** -Math.floor(i / 27)) },
    w2: { ...second, values: second.values.map((value, i) => value * 2 ** Math.floor(i / 9)) },
    w3: weights([8, 8, 1, 1], 3),
  },
}
const onnx = buildOnnx(spec)
const calibration = samplesOf(spec, 16)
const outputNoise = ({ report }: Awaited<ReturnType<typeof importOnnx>>) => report.tensors.at(-1)!.snrDb!

describe('equalise', () => {
  it('gives small channels finer steps: the output gains more than ten decibels, the program stays as it is', async () => {
    const plain = await importOnnx(onnx, { calibration })
    const equal = await importOnnx(onnx, { calibration, equalise: true })
    expect(outputNoise(equal) - outputNoise(plain)).toBeGreaterThan(10)
    expect(equal.model.program.nodes.map(({ op }) => op)).toEqual(plain.model.program.nodes.map(({ op }) => op))
    expect(Object.keys(equal.channels!)).toEqual(['r', 's'])
    expect(equal.channels!.r!.every((exponent, c) => Math.abs(exponent + 4 * c) <= 6)).toBe(true)
    expect(equal.report.notes.some((note) => note.includes('Channels of 2 tensors'))).toBe(true)
  })

  it('is compiled again from the factors and scales that it gave, without samples', async () => {
    const { model, channels, scales } = await importOnnx(onnx, { calibration, equalise: true })
    expect((await importOnnx(onnx, { channels: channels!, scales })).model).toEqual(model)
  })

  it('refuses factors that are not this network’s', async () => {
    for (const channels of [{ r: [1, 2] }, { r: new Array(8).fill(65) }, { r: new Array(8).fill(0.5) }, { p: [0] }])
      await expect(importOnnx(onnx, { calibration, channels })).rejects.toBeInstanceOf(CalibrationError)
  })

  it('needs samples', async () => {
    await expect(importOnnx(onnx, { equalise: true })).rejects.toThrow('calibration samples are needed')
  })

  it('counts in quarter powers of two', () => {
    for (let quarters = -40; quarters <= 40; quarters++) {
      expect(factorOf(quarters)).toBeCloseTo(2 ** (quarters / 4), 12)
      expect(quartersOf(factorOf(quarters))).toBe(quarters)
    }
  })
})
