import { interpret, type Operand } from '@assay/program'
import { describe, expect, it } from 'vitest'
import {
  ModelBuilder,
  randomInputs,
  randomModel,
  reshape,
  seededRandom,
  verifyProof,
  windowAttributes,
} from '../../testing/index.ts'
import { commitModel } from '../commitModel.ts'
import { commitTrace } from '../commitTrace.ts'
import { proveElement } from './proveElement.ts'
import { recompute } from './recompute.ts'

const random = seededRandom(50)

/** Chunks of each operand that an element of the last node reads. */
function chunksOf(build: (builder: ModelBuilder) => Operand, element: number): readonly (readonly number[])[] {
  const builder = new ModelBuilder()
  const last = build(builder)
  const model = builder.build(8, 8)
  const committed = commitModel(model)
  const inputs = randomInputs(random, model)
  const trace = commitTrace(committed, inputs, interpret(model, inputs))
  const { chunks } = recompute(committed, trace, last.index, element)
  const { operandChunks } = verifyProof(committed.modelId, trace, proveElement(committed, trace, last.index, element))
  expect(operandChunks, 'the proof carries them').toEqual(chunks)
  return chunks
}

describe('recompute', () => {
  it('computes every element of random networks as the interpreter does', () => {
    for (let i = 0; i < 10; i++) {
      const model = randomModel(random)
      const committed = commitModel(model)
      const inputs = randomInputs(random, model)
      const trace = commitTrace(committed, inputs, interpret(model, inputs))
      const at = random.int(0, model.program.nodes.length - 1)
      const { shape } = model.program.nodes[at]!
      const element = random.int(0, shape[0] * shape[1] * shape[2] * shape[3] - 1)
      const { committed: right, recomputed } = verifyProof(
        committed.modelId,
        trace,
        proveElement(committed, trace, at, element),
      )
      expect(recomputed).toBe(right)
    }
  })

  const conv = (pad: readonly [number, number, number, number]) => (b: ModelBuilder) => {
    // an image row is 64 bytes, 4 to a chunk; the weights of one output channel are 288 bytes
    const x = b.input('u8', [1, 16, 8, 8])
    const w = b.constant('i8', [4, 6, 6, 8], random.bytes(4 * 288))
    const [height, width] = [11 + pad[0] + pad[2], 3 + pad[1] + pad[3]]
    const attributes = {
      ...windowAttributes({ kernel: [6, 6], pad }),
      groups: 1,
      zeroX: 0,
      zeroW: 0,
      zeroY: 0,
      low: 0,
      high: 255,
    }
    return b.node(
      'conv2d',
      'u8',
      [1, height, width, 4],
      [x, w, b.ints([0, 0, 0, 0]), b.floats([1, 1, 1, 1])],
      attributes,
    )
  }

  it('reads of a convolution the rows of its window and the weights of its channel', () => {
    expect(chunksOf(conv([0, 0, 0, 0]), 0)).toEqual([[0, 1], [0, 1], [0], [0]])
    // rows 10..15, channel 3: bytes 864..1151 of the weights
    expect(chunksOf(conv([0, 0, 0, 0]), 11 * 3 * 4 - 1)).toEqual([[2, 3], [3, 4], [0], [0]])
  })

  it('reads nothing of image and weights where the window is all in the padding', () => {
    expect(chunksOf(conv([6, 6, 0, 0]), 0)).toEqual([[], [], [0], [0]])
  })

  it('reads the multiplier of an average by the number of taps inside the image', () => {
    const pool = (b: ModelBuilder) => {
      const x = b.input('u8', [1, 10, 10, 1])
      const table = b.floats(Array.from({ length: 101 }, () => 1))
      const attributes = {
        ...windowAttributes({ kernel: [10, 10], stride: [10, 10], pad: [10, 10, 2, 2] }),
        zeroX: 0,
        zeroY: 0,
        low: 0,
        high: 255,
      }
      return b.node('avg_pool', 'u8', [1, 2, 2, 1], [x, table], attributes)
    }
    expect(chunksOf(pool, 0), 'no taps: entry 0').toEqual([[], [0]])
    expect(chunksOf(pool, 3), '100 taps: entry 100, byte 400').toEqual([[0], [1]])
  })

  it('reads the same chunks through any view', () => {
    const add = (view: boolean) => (b: ModelBuilder) => {
      const x = b.input('u8', [1, 10, 10, 10])
      const seen = view ? reshape(x, [1, 1, 1, 1000]) : x
      const attributes = { zeroX: 0, zeroW: 0, zeroY: 0, low: 0, high: 255, scaleX: 1, scaleW: 1, scaleY: 1 }
      return b.node('add', 'u8', seen.shape, [seen, seen], attributes)
    }
    expect(chunksOf(add(false), 999)).toEqual([[3], [3]])
    expect(chunksOf(add(true), 999)).toEqual([[3], [3]])
  })

  it('reads of a strided sum no chunk that it skips', () => {
    const sum = (b: ModelBuilder) =>
      b.node('reduce_sum', 'i32', [1, 4, 20, 32], [b.input('i8', [3, 4, 20, 32])], { axis: 0, zeroX: 0 })
    expect(chunksOf(sum, 0)).toEqual([[0, 10, 20]])
  })

  it('reads of a gather the chunk that the id names, moved to the end it lies beyond', () => {
    const gather = (ids: readonly number[]) => (b: ModelBuilder) => {
      // a row of the table is 128 bytes, so two to a chunk
      const table = b.input('i8', [1, 1, 20, 128])
      return b.node('gather', 'i8', [1, 1, ids.length, 128], [table, b.ints(ids)])
    }
    const ids = [0, 3, 19, 20, -1, 2 ** 31 - 1, -(2 ** 31)]
    const chunks = ids.map((_, row) => chunksOf(gather(ids), row * 128 + 5)[0])
    expect(chunks).toEqual([[0], [1], [9], [9], [0], [9], [0]])
    // the 65th id is the first of the second chunk of ids
    expect(chunksOf(gather(Array.from({ length: 70 }, (_, i) => i % 20)), 64 * 128)).toEqual([[2], [1]])
  })

  it('reads of a resize one chunk each of image, rows and columns', () => {
    const resize = (b: ModelBuilder) => {
      const x = b.input('u8', [1, 16, 16, 4])
      const table = b.ints(Array.from({ length: 100 }, (_, i) => 99 - i))
      return b.node('resize_nearest', 'u8', [1, 100, 100, 4], [x, table, table])
    }
    // row 99 - 90 = 9, in chunk 9 / 4; column 99 - 70 is beyond the image
    expect(chunksOf(resize, (90 * 100 + 70) * 4)).toEqual([[2], [1], [1]])
  })

  it('reads nothing of an operand that a concat takes the element elsewhere from, nor of x in a pad', () => {
    const concat = (b: ModelBuilder) => {
      const x = b.input('u8', [1, 1, 2, 300])
      const scales = { scale0: 1, scale1: 1, scale2: 1, scale3: 0, scaleY: 1 }
      const zeros = { zero0: 0, zero1: 0, zero2: 0, zero3: 0, zeroY: 0, low: 0, high: 255 }
      return b.node('concat', 'u8', [1, 1, 6, 300], [x, x, x], { axis: 2, ...scales, ...zeros })
    }
    expect(chunksOf(concat, 0)).toEqual([[0], [], []])
    expect(chunksOf(concat, 3 * 300)).toEqual([[], [1], []])
    expect(chunksOf(concat, 6 * 300 - 1)).toEqual([[], [], [2]])
    const pad = (b: ModelBuilder) =>
      b.node('pad', 'i8', [1, 1, 3, 300], [b.input('i8', [1, 1, 1, 300])], {
        ...{ before0: 0, before1: 0, before2: 1, before3: 0, zeroX: -7 },
      })
    expect([0, 300, 599, 600].map((element) => chunksOf(pad, element))).toEqual([[[]], [[0]], [[1]], [[]]])
  })

  it('reads the only value of an axis, though its place can be no other', () => {
    const place = (b: ModelBuilder) =>
      b.node('arg_max', 'i32', [1, 1, 1, 300], [b.input('i8', [1, 1, 1, 300])], { axis: 2 })
    expect(chunksOf(place, 299)).toEqual([[1]])
  })

  it('refuses nodes and elements that do not exist', () => {
    const build = (element: number) => () =>
      chunksOf((b) => b.node('reduce_sum', 'i32', [1, 1, 1, 3], [b.input('i8', [1, 1, 2, 3])], { axis: 2 }), element)
    expect(build(3)).toThrow('Node 0 (reduce_sum) has no element 3: it has 3, the first is 0.')
    expect(build(-1)).toThrow('no element -1')
    expect(build(0.5)).toThrow('no element 0.5')
  })
})
