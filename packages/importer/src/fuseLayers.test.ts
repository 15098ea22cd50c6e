import { interpret, type Model, nodeCost, tensorBytes, validateModel } from '@assay/program'
import { describe, expect, it } from 'vitest'
import type { LaidOut } from './6-layout.ts'
import { fuseLayers } from './fuseLayers.ts'
import { importOnnx } from './importOnnx.ts'
import { buildOnnx, type ModelSpec } from './testing/buildOnnx.ts'
import { draw } from './testing/draw.ts'

const weights = (shape: readonly number[], seed: number) => {
  const values = draw(
    shape.reduce((product, size) => product * size),
    seed,
  )
  return { shape, values }
}

/** Two inverted bottlenecks of 4 channels, the second with its shortcut, then the mean and a classifier. */
const bottlenecks = (more: Partial<ModelSpec> = {}): ModelSpec => ({
  inputs: { x: [1, 4, 6, 6] },
  outputs: ['y'],
  nodes: [
    { op: 'Conv', inputs: ['x', 'wide'], outputs: ['a'] },
    { op: 'Relu', inputs: ['a'], outputs: ['b'] },
    { op: 'Conv', inputs: ['b', 'deep'], outputs: ['c'], attributes: { group: 12, pads: [1, 1, 1, 1] } },
    { op: 'Relu', inputs: ['c'], outputs: ['d'] },
    { op: 'Conv', inputs: ['d', 'narrow'], outputs: ['e'] },
    { op: 'Add', inputs: ['e', 'x'], outputs: ['f'] },
    { op: 'GlobalAveragePool', inputs: ['f'], outputs: ['g'] },
    { op: 'Flatten', inputs: ['g'], outputs: ['h'] },
    { op: 'Gemm', inputs: ['h', 'last'], outputs: ['y'], attributes: { transB: 1 } },
  ],
  constants: {
    wide: weights([12, 4, 1, 1], 1),
    deep: weights([12, 1, 3, 3], 2),
    narrow: weights([4, 12, 1, 1], 3),
    last: weights([5, 4], 4),
  },
  ...more,
})

/** The start of a residual network of 4 channels: a pooled convolution, then a block whose shortcut is a projection. */
const residual = (more: Partial<ModelSpec> = {}): ModelSpec => ({
  inputs: { x: [1, 4, 6, 6] },
  outputs: ['y'],
  nodes: [
    { op: 'Conv', inputs: ['x', 'first'], outputs: ['a'], attributes: { pads: [1, 1, 1, 1] } },
    { op: 'Relu', inputs: ['a'], outputs: ['b'] },
    { op: 'MaxPool', inputs: ['b'], outputs: ['c'], attributes: { kernel_shape: [2, 2], strides: [1, 1] } },
    { op: 'Conv', inputs: ['c', 'spatial'], outputs: ['d'], attributes: { strides: [2, 2], pads: [1, 1, 1, 1] } },
    { op: 'Conv', inputs: ['c', 'projection'], outputs: ['e'], attributes: { strides: [2, 2] } },
    { op: 'Add', inputs: ['d', 'e'], outputs: ['f'] },
    { op: 'Relu', inputs: ['f'], outputs: ['y'] },
  ],
  constants: {
    first: weights([8, 4, 3, 3], 5),
    spatial: weights([6, 8, 3, 3], 6),
    projection: weights([6, 8, 1, 1], 7),
  },
  ...more,
})

async function laidOut(spec: ModelSpec): Promise<LaidOut> {
  const calibration = [1, 2, 3].map((seed) => [Float32Array.from(draw(144, seed))])
  const { model } = await importOnnx(buildOnnx(spec), { calibration, fuse: false })
  const { nodes, inputs, constants } = model.program
  const places = new Map(
    nodes.map((_, index) => [`t${index}`, { source: 'node', index }] as unknown as [string, never]),
  )
  return { nodes, names: nodes.map((_, i) => `n${i}`), inputs, constants, values: model.constants, places, notes: [] }
}

const chunks = { constantChunkLog2: 10, activationChunkLog2: 12 }
const modelOf = (laid: LaidOut): Model => ({
  program: { ...chunks, nodes: laid.nodes, inputs: laid.inputs, constants: laid.constants },
  constants: laid.values,
})
const opsOf = ({ nodes }: LaidOut) => nodes.map(({ op }) => op)

describe('fuseLayers', () => {
  it('says neighbours as one and keeps every byte of the tensors that stay', async () => {
    const apart = await laidOut(bottlenecks())
    const fused = fuseLayers(apart, chunks)
    expect(opsOf(fused)).toEqual(['conv2d_depthwise', 'conv2d_add', 'avg_pool', 'matmul'])
    validateModel(modelOf(fused))
    for (let seed = 0; seed < 5; seed++) {
      const inputs = apart.inputs.map((type) =>
        Uint8Array.from(draw(tensorBytes(type), seed), (value) => (value + 1) * 127.9),
      )
      const before = interpret(modelOf(apart), inputs)
      const after = interpret(modelOf(fused), inputs)
      after.forEach((tensor, index) => {
        const was = Number(fused.names[index]!.slice(1))
        expect(tensor, `node ${index}, which was ${was}`).toEqual(before[was])
        expect(fused.places.get(`t${was}`)?.index).toBe(index)
      })
    }
    expect(fused.places.size).toBe(fused.nodes.length)
  })

  it('takes the convolution from either side of the sum', async () => {
    const spec = bottlenecks()
    const turned = spec.nodes.map((node) => (node.op === 'Add' ? { ...node, inputs: ['x', 'e'] } : node))
    const apart = await laidOut(bottlenecks({ nodes: turned }))
    const fused = fuseLayers(apart, chunks)
    expect(opsOf(fused)).toContain('conv2d_add')
    const input = Uint8Array.from(draw(144, 9), (value) => (value + 1) * 127.9)
    expect(interpret(modelOf(fused), [input]).at(-1)).toEqual(interpret(modelOf(apart), [input]).at(-1))
  })

  it('pools in the convolution and adds the projection, and keeps every byte of the tensors that stay', async () => {
    const spec = residual()
    const turned = spec.nodes.map((node) => (node.op === 'Add' ? { ...node, inputs: ['e', 'd'] } : node))
    for (const nodes of [spec.nodes, turned]) {
      const apart = await laidOut(residual({ nodes }))
      const fused = fuseLayers(apart, chunks)
      expect(opsOf(fused)).toEqual(['conv2d_max_pool', 'conv2d_conv2d_add'])
      // The convolution of 3 x 3 comes first, whichever side of the sum it stood on.
      expect(fused.nodes[1]!.operands[1]!.shape).toEqual([6, 3, 3, 8])
      validateModel(modelOf(fused))
      for (let seed = 0; seed < 5; seed++) {
        const input = Uint8Array.from(draw(144, seed), (value) => (value + 1) * 127.9)
        const before = interpret(modelOf(apart), [input])
        interpret(modelOf(fused), [input]).forEach((tensor, index) => {
          expect(tensor, `node ${index}`).toEqual(before[Number(fused.names[index]!.slice(1))])
        })
      }
    }
  })

  it('adds one convolution to the other where neither is a projection', async () => {
    const spec = residual()
    const nodes = spec.nodes.map((node) =>
      node.outputs[0] === 'e' ? { ...node, attributes: { strides: [2, 2], pads: [1, 1, 1, 1] } } : node,
    )
    const constants = { ...spec.constants!, projection: weights([6, 8, 3, 3], 7) }
    const fused = fuseLayers(await laidOut(residual({ nodes, constants })), chunks)
    expect(opsOf(fused)).toEqual(['conv2d_max_pool', 'conv2d', 'conv2d_add'])
  })

  it('leaves a projection alone that is clamped, and a pool whose values somebody else reads', async () => {
    const spec = residual()
    const nodes = spec.nodes.map((node) => (node.outputs[0] === 'd' ? { ...node, inputs: ['b', 'spatial'] } : node))
    const apart = await laidOut(residual({ nodes }))
    expect(opsOf(fuseLayers(apart, chunks))).toEqual(['conv2d', 'max_pool', 'conv2d_conv2d_add'])
    const clamped = apart.nodes.map((node) =>
      node.attributes.kernelH === 1 ? { ...node, attributes: { ...node.attributes, high: 254 } } : node,
    )
    const fused = fuseLayers({ ...apart, nodes: clamped }, chunks)
    expect(opsOf(fused)).toEqual(['conv2d', 'max_pool', 'conv2d', 'conv2d_add'])
  })

  it('leaves a value alone that somebody else reads', async () => {
    const spec = bottlenecks()
    const nodes = spec.nodes.flatMap((node) =>
      node.op === 'Add'
        ? [
            { op: 'Add', inputs: ['e', 'x'], outputs: ['e1'] },
            { op: 'Add', inputs: ['e1', 'e'], outputs: ['f'] },
          ]
        : [node],
    )
    const fused = fuseLayers(await laidOut(bottlenecks({ nodes })), chunks)
    expect(opsOf(fused)).toEqual(['conv2d_depthwise', 'conv2d', 'add', 'add', 'avg_pool', 'matmul'])
  })

  it('leaves alone what would be dearer to prove than it may be', async () => {
    const apart = await laidOut(bottlenecks())
    const { nodes } = fuseLayers(apart, chunks)
    const dearest = Math.max(...nodes.map((_, index) => nodeCost({ ...modelOf(apart).program, nodes }, index).gas))
    const depthwise = nodeCost({ ...modelOf(apart).program, nodes }, 0).gas
    expect(depthwise).toBe(dearest)
    expect(opsOf(fuseLayers(apart, chunks, depthwise))).toContain('conv2d_depthwise')
    expect(opsOf(fuseLayers(apart, chunks, depthwise - 1))).not.toContain('conv2d_depthwise')
    expect(fuseLayers(apart, chunks, 0).nodes).toEqual(apart.nodes)
  })
})
