import { createExecutor } from '@assay/executor'
import { interpret, programCost } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { UnsupportedError } from '../errors.ts'
import { type ImportOptions, importOnnx } from '../importOnnx.ts'
import { quantiseInput } from '../modelIo.ts'
import { buildOnnx } from '../testing/buildOnnx.ts'
import { draw } from '../testing/draw.ts'
import { samplesOf } from '../testing/importFloat.ts'
import { weights } from '../testing/weights.ts'

/** relu before a depthwise convolution, hard-swish before a dense one, and one more that a sum reads. */
const spec = {
  inputs: { x: [1, 3, 10, 8] },
  outputs: ['y'],
  opset: 14,
  nodes: [
    { op: 'Conv', inputs: ['x', 'w1', 'b1'], outputs: ['c1'], attributes: { pads: [1, 1, 1, 1] } },
    { op: 'Relu', inputs: ['c1'], outputs: ['r1'] },
    { op: 'Conv', inputs: ['r1', 'w2', 'b1'], outputs: ['c2'], attributes: { group: 6, pads: [1, 1, 1, 1] } },
    { op: 'HardSwish', inputs: ['c2'], outputs: ['h2'] },
    { op: 'Conv', inputs: ['h2', 'w3', 'b1'], outputs: ['c3'] },
    { op: 'Conv', inputs: ['c3', 'w3'], outputs: ['c4'] },
    { op: 'Add', inputs: ['c4', 'c3'], outputs: ['y'] },
  ],
  constants: {
    w1: weights([6, 3, 3, 3], 1),
    w2: weights([6, 1, 3, 3], 2),
    w3: weights([6, 6, 1, 1], 3),
    b1: { shape: [6], values: draw(6, 4) },
  },
}
const onnx = buildOnnx(spec)
const calibration = samplesOf(spec, 16)
const compile = (options: ImportOptions = {}) => importOnnx(onnx, { calibration, ...options })
type Result = Awaited<ReturnType<typeof compile>>
const noiseOf = ({ report }: Result, name: string) => report.tensors.find((tensor) => tensor.name === name)!.snrDb!

describe('finer', () => {
  it('holds the tensors that can be in planes; the more of them, the less noise', async () => {
    const plain = await compile()
    const fuseless = await compile({ fuse: false })
    const two = await compile({ finer: { tensors: 'all' } })
    const four = await compile({ finer: { tensors: 'all', planes: 4 } })
    expect(two.finer).toEqual({ tensors: ['r1', 'h2'], planes: 2 })
    expect(noiseOf(two, 'r1/planes') - noiseOf(fuseless, 'r1')).toBeGreaterThan(1.5)
    expect(noiseOf(four, 'r1/planes') - noiseOf(two, 'r1/planes')).toBeGreaterThan(0)
    expect(noiseOf(four, 'h2/planes')).toBeGreaterThan(noiseOf(fuseless, 'h2') + 1)
    expect(four.report.evaluation.meanError!).toBeLessThan(plain.report.evaluation.meanError!)
    expect(four.report.notes.filter((note) => note.includes('in 4 planes'))).toHaveLength(2)
    expect(programCost(four.model.program).worstGas).toBeGreaterThan(programCost(plain.model.program).worstGas)
  })

  it('is exact like any other program: executor and interpreter agree, with five planes too', async () => {
    for (const planes of [2, 5, 8]) {
      const { model, io } = await compile({ finer: { tensors: 'all', planes } })
      const inputs = [quantiseInput(io.inputs[0]!, calibration[3]![0]!)]
      const executor = await createExecutor(model)
      expect(Buffer.concat(await executor.run(inputs))).toEqual(Buffer.concat(interpret(model, inputs)))
      await executor.close()
    }
  })

  it('is compiled again from the scales and the list that an import gives, without samples', async () => {
    const { model, scales, finer } = await compile({ finer: { tensors: ['h2'], planes: 3 } })
    const again = await importOnnx(onnx, { scales, finer: finer! })
    expect(again.model).toEqual(model)
  })

  it('names every tensor that cannot be split, and why', async () => {
    const refused = await compile({ finer: { tensors: ['c3', 'y', 'x', 'c1'], planes: 9 } }).catch((error) => error)
    expect(refused).toBeInstanceOf(UnsupportedError)
    const reasons = (refused as UnsupportedError).problems.map(({ node, reason }) => `${node}: ${reason}`)
    expect(reasons).toEqual([
      expect.stringContaining('c3: a convolution without a relu makes it'),
      'y: it is the output',
      expect.stringContaining('x: no layer computes it'),
      expect.stringContaining('c1: no layer computes it'),
      ': 9 planes',
    ])
  })
})
