import { describe, expect, it } from 'vitest'
import { type ImportOptions, importOnnx } from './importOnnx.ts'
import { buildOnnx, type ModelSpec } from './testing/buildOnnx.ts'
import { draw } from './testing/draw.ts'
import { samplesOf } from './testing/importFloat.ts'
import { weights } from './testing/weights.ts'

/** Two layers whose inputs are mostly positive, so that rounded weights move the mean of what they compute. */
const spec: ModelSpec = {
  inputs: { x: [1, 16, 6, 6] },
  outputs: ['y'],
  nodes: [
    { op: 'Conv', name: 'first', inputs: ['x', 'w'], outputs: ['a'], attributes: { group: 2 } },
    { op: 'Relu', inputs: ['a'], outputs: ['r'] },
    { op: 'Flatten', inputs: ['r'], outputs: ['f'] },
    { op: 'Gemm', name: 'second', inputs: ['f', 'v'], outputs: ['y'] },
  ],
  constants: { w: weights([8, 8, 3, 3], 1, 6), v: weights([128, 6], 2, 3) },
}
const calibration = samplesOf(spec, 24).map(([x]) => [x!.map((value) => value + 0.8)])
const run = (options: ImportOptions) => importOnnx(buildOnnx(spec), { calibration, ...options })

describe('calibration', () => {
  it('takes the mean error of rounded weights off the bias', async () => {
    const mean = async (biasCorrection: boolean) => {
      const { report } = await run({ biasCorrection })
      return report.evaluation.meanError!
    }
    expect(await mean(true)).toBeLessThan(await mean(false))
  })

  it.each(['entropy', { percentile: 99.9 }] as const)('narrows ranges by %j', async (ranges) => {
    const scale = async (options: ImportOptions) => (await run(options)).scales.r!.scale
    expect(await scale({ ranges })).toBeLessThan(await scale({}))
  })

  it('gives the same program from its scales as from the samples', async () => {
    const { model, scales } = await run({})
    const again = await importOnnx(buildOnnx(spec), { scales: JSON.parse(JSON.stringify(scales)) })
    expect(again.model).toEqual(model)
  })

  it('says how far it is, once for each sample and pass', async () => {
    const seen: string[] = []
    await run({ ranges: 'entropy', onProgress: ({ stage, done, total }) => seen.push(`${stage} ${done}/${total}`) })
    expect(seen[0]).toBe('calibrate 1/48')
    expect(seen.filter((line) => line.startsWith('calibrate'))).toHaveLength(48)
    expect(seen.at(-1)).toBe('evaluate 24/24')
  })
})

describe('the error budget', () => {
  it('lists layers by what they add, the worst first, with where they are', async () => {
    const { report } = await run({})
    const own = report.layers.map(({ ownSnrDb }) => ownSnrDb ?? Number.POSITIVE_INFINITY)
    expect(own).toEqual([...own].sort((a, b) => a - b))
    expect(report.layers.map(({ name }) => name).sort()).toEqual(['first', 'second'])
    for (const { node, tensor } of report.layers)
      expect(report.tensors.find(({ name }) => name === tensor)).toMatchObject({ node })
  })

  it('blames the layer that is at fault, not those that read what it made', async () => {
    // Four outliers stretch the range of one tensor: everything after it is noisy, but only by what it is given.
    const values = draw(256, 3).map((value, i) => (i % 16 === 0 ? 0 : value / 4))
    const hurt: ModelSpec = {
      inputs: { x: [1, 16] },
      outputs: ['y'],
      nodes: [
        { op: 'MatMul', name: 'wide', inputs: ['x', 'w'], outputs: ['a'] },
        { op: 'Sigmoid', name: 'squash', inputs: ['a'], outputs: ['b'] },
        { op: 'MatMul', name: 'after', inputs: ['b', 'v'], outputs: ['y'] },
      ],
      constants: {
        w: { shape: [16, 16], values: values.map((value, i) => (i === 5 ? 900 : value)) },
        v: weights([16, 4], 5, 3),
      },
    }
    const { report } = await importOnnx(buildOnnx(hurt), { calibration: samplesOf(hurt, 24) })
    const after = report.layers.find(({ name }) => name === 'after')!
    expect(report.layers[0]!.name).not.toBe('after')
    expect(after.ownSnrDb! - after.snrDb!, 'decibels it inherits').toBeGreaterThan(6)
  })
})
