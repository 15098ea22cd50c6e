import { interpret, type Model, type Node, type Shape } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { lowerings } from '../lowerings.ts'
import { openSession } from '../openSession.ts'
import { seededRandom } from '../seededRandom.ts'
import { foldWidth } from './foldWidth.ts'

interface Case {
  readonly name: string
  readonly x: Shape
  readonly kernel: readonly [number, number]
  readonly stride: number
  /** Left and right, top and bottom. */
  readonly pads: readonly [number, number]
}

const OUTPUTS = 5

/** One conv2d with a weight zero point, so that weights which are only there to fill up must be that and not 0. */
function convolution({ x, kernel, stride, pads: [before, after] }: Case): Model {
  const random = seededRandom(11)
  const bytes = (length: number) => Uint8Array.from({ length }, () => random() & 255)
  const out = (size: number, taps: number) => Math.floor((size + before + after - taps) / stride) + 1
  const [n, height, width, channels] = x
  const [kernelH, kernelW] = kernel
  const constants = [
    { dtype: 'i8', shape: [OUTPUTS, kernelH, kernelW, channels] },
    { dtype: 'i32', shape: [1, 1, 1, OUTPUTS] },
    { dtype: 'f32', shape: [1, 1, 1, OUTPUTS] },
  ] as const
  const node: Node = {
    op: 'conv2d',
    dtype: 'u8',
    shape: [n, out(height, kernelH), out(width, kernelW), OUTPUTS],
    operands: [
      { source: 'input', index: 0, dtype: 'u8', shape: x },
      ...constants.map((type, index) => ({ source: 'constant', index, ...type }) as const),
    ],
    attributes: {
      ...{ kernelH, kernelW, strideH: stride, strideW: stride, dilationH: 1, dilationW: 1, groups: 1 },
      ...{ padTop: before, padLeft: before, padBottom: after, padRight: after },
      ...{ zeroX: 100, zeroW: -7, zeroY: 120, low: 3, high: 250 },
    },
  }
  return {
    program: {
      nodes: [node],
      inputs: [{ dtype: 'u8', shape: x }],
      constants,
      constantChunkLog2: 10,
      activationChunkLog2: 10,
    },
    constants: [
      bytes(OUTPUTS * kernelH * kernelW * channels),
      bytes(4 * OUTPUTS).map((byte, i) => (i % 4 < 2 ? byte : 0)),
      new Uint8Array(Float32Array.from({ length: OUTPUTS }, (_, i) => (i + 1) / 2000).buffer),
    ],
  }
}

const folded: readonly Case[] = [
  { name: 'a photograph, 3x3 at every second pixel', x: [1, 6, 8, 3], kernel: [3, 3], stride: 2, pads: [1, 1] },
  { name: 'a photograph, 7x7 at every second pixel', x: [1, 9, 16, 3], kernel: [7, 7], stride: 2, pads: [3, 3] },
  { name: 'one channel, 5x5, uneven pads', x: [1, 8, 12, 1], kernel: [5, 5], stride: 2, pads: [1, 2] },
  { name: 'every pixel', x: [2, 5, 8, 3], kernel: [3, 3], stride: 1, pads: [1, 1] },
  { name: 'every fourth pixel, no overlap', x: [1, 8, 8, 3], kernel: [4, 4], stride: 4, pads: [0, 0] },
  { name: 'two channels, pads wider than the kernel', x: [1, 3, 6, 2], kernel: [1, 1], stride: 1, pads: [3, 3] },
]

const unfolded: readonly Case[] = [
  { name: 'channels that the kernels read as they are', x: [1, 4, 8, 4], kernel: [3, 3], stride: 1, pads: [1, 1] },
  { name: 'a width that does not divide', x: [1, 4, 9, 3], kernel: [3, 3], stride: 1, pads: [1, 1] },
  { name: 'outputs that do not divide', x: [1, 4, 8, 3], kernel: [3, 3], stride: 1, pads: [0, 0] },
  { name: 'many channels', x: [1, 4, 8, 5], kernel: [3, 3], stride: 1, pads: [1, 1] },
]

describe('foldWidth', () => {
  it.each(folded)('folds $name and gives the interpreter’s bytes', async (each) => {
    const model = convolution(each)
    expect(foldWidth(model.program.nodes[0]!, model.constants[0]!)).toBeDefined()
    const random = seededRandom(12)
    for (const mode of ['u8s8', 'u8u8'] as const) {
      const session = await openSession(model, { mode, threads: 1, lowerings })
      for (let run = 0; run < 3; run++) {
        const input = Uint8Array.from({ length: each.x.reduce((a, b) => a * b) }, () => random() & 255)
        expect(await session.run([input])).toEqual(interpret(model, [input]))
      }
      await session.close()
    }
  })

  it.each(unfolded)('leaves $name', (each) => {
    const model = convolution(each)
    expect(foldWidth(model.program.nodes[0]!, model.constants[0]!)).toBeUndefined()
  })
})
