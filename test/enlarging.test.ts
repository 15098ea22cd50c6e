import { createExecutor } from '@assay/executor'
import { type ImportResult, importOnnx, quantiseInput } from '@assay/importer'
import { interpret } from '@assay/program'
import { commitModel, commitTrace } from '@assay/proof'
import { registerModel } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { random as seededRandom } from '../models/digits/train/random.ts'
import { convictTamperings } from '../models/zoo/lib/convictTamperings.ts'
import { FloatGraph } from '../models/zoo/lib/FloatGraph.ts'
import { type Players, startPlayers } from '../models/zoo/lib/startPlayers.ts'

const SIZE = 12
const IMAGE = [1, 3, SIZE, SIZE] as const

/** Seeded samples between 0 and 1. */
const draw = seededRandom(71)
const sample = () => [Float32Array.from({ length: 3 * SIZE * SIZE }, () => draw())]

/** A U-Net in small: down twice, up by a transposed convolution, by interpolation of either kind and by depth to space. */
function buildUnet(): Uint8Array {
  const random = seededRandom(2026)
  const graph = new FloatGraph()
  const weights = (name: string, shape: readonly number[], fan: number) => {
    const size = shape.reduce((product, length) => product * length, 1)
    const reach = 2 * Math.sqrt(2 / fan)
    return graph.constant(
      name,
      shape,
      Float32Array.from({ length: size }, () => (random() - 0.5) * reach),
    )
  }
  const conv = (name: string, x: string, from: number, to: number, kernel = 3) => {
    const operands = [
      x,
      weights(`${name}.w`, [to, from, kernel, kernel], from * kernel ** 2),
      weights(`${name}.b`, [to], 20),
    ]
    return graph.add('Conv', name, operands, { pads: new Array(4).fill((kernel - 1) / 2) })
  }
  const relu = (x: string) => graph.add('Relu', 'relu', [x])
  const pool = (x: string) => graph.add('MaxPool', 'pool', [x], { kernel_shape: [2, 2], strides: [2, 2] })
  const up = (name: string, x: string, from: number, perGroup: number, kernel: number, attributes: object) =>
    graph.add('ConvTranspose', name, [x, weights(`${name}.w`, [from, perGroup, kernel, kernel], from)], {
      strides: [2, 2],
      ...attributes,
    })

  const x = graph.input('image', IMAGE)
  const wide = relu(conv('in', x, 3, 8))
  const middle = relu(conv('down', pool(wide), 8, 12))
  const deep = relu(conv('bottom', pool(middle), 12, 16))
  const statistics = ['scale', 'shift', 'mean', 'variance'].map((name) =>
    graph.constant(
      name,
      [12],
      Float32Array.from({ length: 12 }, () => 0.5 + random()),
    ),
  )
  const raised = relu(
    graph.add('BatchNormalization', 'norm', [up('raise', deep, 16, 12, 4, { pads: [1, 1, 1, 1] }), ...statistics]),
  )
  const joined = relu(conv('join', graph.add('Concat', 'skip', [raised, middle], { axis: 1 }), 24, 8))
  const resize = (name: string, mode: string, factors: readonly number[]) =>
    graph.add('Resize', name, [joined, '', graph.constant(`${name}.s`, [4], factors)], {
      mode: 'linear',
      coordinate_transformation_mode: mode,
    })
  const sum = graph.add('Add', 'sum', [
    resize('half', 'half_pixel', [1, 1, 2, 2]),
    resize('corners', 'align_corners', [1, 1, 2, 2]),
  ])
  const spread = up('spread', joined, 8, 1, 2, { group: 8 })
  const last = conv('last', graph.add('Concat', 'all', [sum, spread, wide], { axis: 1 }), 24, 8, 1)
  const output = graph.add('DepthToSpace', 'pixels', [last], { blocksize: 2, mode: 'CRD' })
  return graph.encode(output, [1, 2, 2 * SIZE, 2 * SIZE])
}

describe('A network that makes images larger', () => {
  let players: Players
  let stop = () => Promise.resolve()
  let imported: ImportResult
  beforeAll(async () => {
    ;({ players, stop } = await startPlayers())
    const calibration = Array.from({ length: 32 }, sample)
    imported = await importOnnx(buildUnet(), { calibration })
  })
  afterAll(() => stop())

  it('is as good as eight bits are', () => {
    const { report, io, model } = imported
    const ops = new Set(model.program.nodes.map(({ op }) => op))
    for (const op of ['resize_nearest', 'matmul', 'transpose', 'slice', 'concat'] as const) expect(ops).toContain(op)
    expect(io.outputs[0]!.shape).toEqual([1, 2, 2 * SIZE, 2 * SIZE])
    expect(report.tensors.at(-1)!.snrDb).toBeGreaterThan(30)
  })

  it('is the same program again from the scales alone', async () => {
    const { model, scales } = imported
    const again = await importOnnx(buildUnet(), { scales })
    expect(commitModel(again.model).modelId).toEqual(commitModel(model).modelId)
  })

  it('gives the same bytes in the interpreter, in ONNX Runtime and on the EVM, and every lie is convicted', async () => {
    const { model, io } = imported
    const inputs = io.inputs.map((input) => quantiseInput(input, sample()[0]!))
    const interpreted = interpret(model, inputs)
    const executor = await createExecutor(model)
    const tensors = await executor.run(inputs)
    const different = interpreted.findIndex((bytes, node) => Buffer.compare(bytes, tensors[node]!) !== 0)
    expect(different, 'first node that differs').toBe(-1)

    const commitment = commitModel(model)
    await registerModel(players.provider, commitment)
    const chain = { client: players.client.publicClient, stepVerifier: players.client.contracts.stepVerifier }
    const honest = commitTrace(commitment, inputs, interpreted)
    const lies = 3 * model.program.nodes.length
    const convictions = await convictTamperings(chain, commitment, honest, lies)
    expect(convictions, 'elements the EVM recomputed').toHaveLength(lies)
    await executor.close()
  })
})
