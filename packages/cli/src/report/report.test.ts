import type { QualityReport } from '@assay/importer'
import type { Model, Node, Operand } from '@assay/program'
import { describe, expect, test } from 'vitest'
import { describeQuality } from './describeQuality.ts'
import { type Layout, layoutGraph } from './layoutGraph.ts'
import { noiseByNode } from './noiseByNode.ts'
import { reportHtml } from './reportHtml.ts'
import { shorten } from './shorten.ts'
import { spread } from './spread.ts'

const SIZE = { width: 100, height: 40, gapX: 20, gapY: 30 }

/** No two boxes overlap, and every edge runs downwards. */
const expectReadable = ({ boxes, edges }: Layout) => {
  for (const [i, a] of boxes.entries())
    for (const b of boxes.slice(i + 1))
      expect(
        Math.abs(a.x - b.x) >= SIZE.width + SIZE.gapX - 1e-6 || Math.abs(a.y - b.y) >= SIZE.height + SIZE.gapY - 1e-6,
        `${a.x},${a.y} and ${b.x},${b.y}`,
      ).toBe(true)
  for (const { points } of edges)
    for (const [i, point] of points.entries()) if (i > 0) expect(point.y).toBeGreaterThan(points[i - 1]!.y)
}

/** A chain in which every third box also reads the box three before it. */
const residual = (length: number) =>
  Array.from({ length }, (_, i) => ({ from: i === 0 ? [] : i >= 3 && i % 3 === 0 ? [i - 1, i - 3] : [i - 1] }))

describe('a layered drawing', () => {
  test('of a residual network of 300 boxes is a straight line, with its short cuts beside it', () => {
    const layout = layoutGraph(residual(300), SIZE)
    expectReadable(layout)
    const [first] = layout.boxes
    for (const { x } of layout.boxes) expect(x).toBeCloseTo(first!.x, 0)
    const skips = layout.edges.filter((edge) => edge.skips)
    expect(skips).toHaveLength(99)
    for (const { points } of skips)
      for (const { x } of points.slice(1, -1)) expect(Math.abs(x - first!.x)).toBeGreaterThan(SIZE.width / 2)
  })

  test('uncrosses what can be uncrossed', () => {
    // two chains that are listed crosswise
    const layout = layoutGraph([{ from: [] }, { from: [] }, { from: [1] }, { from: [0] }], SIZE)
    expectReadable(layout)
    const { boxes } = layout
    expect((boxes[0]!.x - boxes[1]!.x) * (boxes[3]!.x - boxes[2]!.x)).toBeGreaterThan(0)
  })

  test('of 1024 boxes that all read the first takes one slot a layer for it', () => {
    const layout = layoutGraph(
      Array.from({ length: 1024 }, (_, i) => ({ from: i === 0 ? [] : [i - 1, 0] })),
      SIZE,
    )
    expect(layout.edges).toHaveLength(1023 + 1022)
    expect(layout.width).toBeLessThan(3 * SIZE.width)
    const bends = new Set(layout.edges.flatMap(({ points }) => points.slice(1, -1).map(({ x }) => Math.round(x))))
    expect(bends.size).toBe(1)
  })

  test('lays an input that is read late beside its reader, and draws a box read twice by one box once', () => {
    const layout = layoutGraph([{ from: [] }, { from: [0] }, { from: [1] }, { from: [] }, { from: [2, 3, 2] }], SIZE)
    expectReadable(layout)
    expect(layout.boxes[3]!.y).toBe(layout.boxes[2]!.y)
    expect(layout.edges.filter(({ to }) => to === 4)).toHaveLength(2)
  })

  test('of nothing is empty, of one box that box', () => {
    expect(layoutGraph([{ from: [] }], SIZE)).toMatchObject({ boxes: [{ x: 50, y: 20 }], width: 100, height: 40 })
  })

  test('keeps what is apart where it wants to be, and pools what is not', () => {
    expect(spread([0, 100], [10], [1, 1])).toEqual([0, 100])
    expect(spread([0, 0], [10], [1, 1])).toEqual([-5, 5])
    expect(spread([0, 0, 0], [10, 10], [1, 2, 1])).toEqual([-10, 0, 10])
    expect(spread([0, 0], [10], [1, 9])).toEqual([-9, 1])
  })
})

const HOSTILE = '</script><img src=x onerror=alert(1)>"\'&'

const lookup = (operands: Operand[]): Node => ({
  op: 'lookup',
  dtype: 'u8',
  shape: [1, 1, 1, 4],
  operands,
  attributes: {},
})
const table: Operand = { source: 'constant', index: 0, dtype: 'u8', shape: [1, 1, 1, 256] }
const model: Model = {
  program: {
    nodes: [
      lookup([{ source: 'input', index: 0, dtype: 'u8', shape: [1, 1, 1, 4] }, table]),
      lookup([{ source: 'node', index: 0, dtype: 'u8', shape: [1, 1, 1, 4] }, table]),
    ],
    inputs: [{ dtype: 'u8', shape: [1, 1, 1, 4] }],
    constants: [{ dtype: 'u8', shape: [1, 1, 1, 256] }],
    constantChunkLog2: 10,
    activationChunkLog2: 10,
  },
  constants: [new Uint8Array(256)],
}
const io = { shape: [1, 4], order: 'row-major', integer: false, dtype: 'u8', scale: 1, zero: 0 } as const
const report: QualityReport = {
  model: 'm',
  reference: 'float32',
  evaluation: {
    ...{ set: HOSTILE, samples: 2, agreement: 0.5, identicalBytes: null, meanError: 0.25, maxError: 1, accuracy: null },
    worst: [{ sample: 1, expected: 2, actual: 3, maxError: 1 }],
  },
  tensors: [
    { name: HOSTILE, node: 0, scale: 1, zero: 0, snrDb: 12.5, exact: false },
    { name: 'second', node: 1, scale: 1, zero: 0, snrDb: null, exact: true },
  ],
  layers: [{ name: HOSTILE, node: 0, op: 'lookup', tensor: HOSTILE, snrDb: 12.5, ownSnrDb: 30 }],
  nodes: [0, 1].map((index) => ({
    ...{ index, op: 'lookup', name: HOSTILE, dtype: 'u8', shape: [1, 1, 1, 4], bytes: 0, gas: 0 },
  })),
  cost: { worstBytes: 1, worstBytesNode: 0, worstGas: 2, worstGasNode: 1 },
  chunks: { constantBytes: 1024, activationBytes: 1024 },
  notes: [HOSTILE],
}

describe('quality in words', () => {
  const noisy = (snrDb: number, agreement: number): QualityReport => ({
    ...report,
    evaluation: { ...report.evaluation, set: 'some', agreement },
    tensors: [{ name: 'y', node: 1, scale: 1, zero: 0, snrDb, exact: false }],
    layers: [{ name: 'n', node: 0, op: 'lookup', tensor: 'loud', snrDb: 3, ownSnrDb: 4.25 }],
  })

  test('of scores says how often the largest is the same, and of both how far the output is above its noise', () => {
    expect(describeQuality(noisy(33.25, 0.99), [1, 10])).toEqual([
      'against the float32 model on some, 2 samples: same answer 99.00 %, output 33.3 dB above its noise, mean error 0.250, largest 1.00',
    ])
    expect(describeQuality(noisy(33.25, 0), [1, 40, 7])[0]).not.toContain('same answer')
    expect(describeQuality(noisy(33.25, 0), [1, 40, 7])).toHaveLength(1)
  })

  test.each([
    [noisy(10, 0.99), [1, 10]],
    [noisy(33, 0.5), [1, 10]],
    [noisy(10, 0), [1, 40, 7]],
  ])('that is poor names the layer that costs most, and what to try', (poor, shape) => {
    expect(describeQuality(poor, shape)[1]).toMatch(/node 0 "loud" the most \(4\.3 dB by itself\)\. Try --equalise/)
  })
})

describe('the report page', () => {
  test('says of a tensor how far it is above its noise, not which element is the largest', () => {
    const output = { ...io, name: 'y', shape: [1, 2, 2, 3] }
    const measured = { ...report, tensors: [{ name: 'y', node: 1, scale: 1, zero: 0, snrDb: 21.5, exact: false }] }
    const page = (outputs: (typeof output)[]) =>
      reportHtml({ name: 'm', modelId: '0xab', model, io: { inputs: [output], outputs }, report: measured })
    expect(page([output])).toMatch(/<b>21\.5 dB<\/b><small>above its noise, against the float32 model, on 2 samples/)
    expect(page([output])).not.toContain('same answer')
    expect(page([{ ...output, shape: [1, 12] }])).toContain('same answer')
  })

  const named = { ...io, name: HOSTILE }
  const html = reportHtml({ name: HOSTILE, modelId: '0xab', model, io: { inputs: [named], outputs: [named] }, report })

  test('fetches nothing, and forbids itself to', () => {
    expect(html).toContain("default-src 'none'")
    expect(html).not.toMatch(/(src|href)=["']?(https?:)?\/\//)
    expect(html).not.toMatch(/<link|@import|url\((?!#)/)
  })

  test('shows names as text, whatever they hold', () => {
    expect(html).not.toContain('<img src=x')
    expect(html.match(/<\/script>/g)).toHaveLength(2)
  })

  test('its data is what the script reads', () => {
    const data = JSON.parse(/id="data">(.*)<\/script><script>/.exec(html)?.[1] ?? '')
    expect(data).toHaveLength(2)
    expect(data[0]).toMatchObject({
      op: 'lookup',
      name: HOSTILE,
      noise: { exact: false, snrDb: 12.5 },
      constantBytes: 256,
      ownDb: 30,
    })
    expect(data[1].ownDb).toBeNull()
  })

  test('has a row, a column in each chart and a box for each node, and an edge for each tensor that is read', () => {
    expect(html.match(/<tr data-node=/g)).toHaveLength(2)
    expect(html.match(/class="column"/g)).toHaveLength(4)
    expect(html.match(/class="node[ "]/g)).toHaveLength(2)
    expect(html.match(/class="edge[ "]/g)).toHaveLength(2)
  })

  test('its script is JavaScript', () => {
    const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? ''
    expect(() => new Function(script)).not.toThrow()
    expect(script.length).toBeGreaterThan(1000)
  })
})

describe('signal to noise', () => {
  test('is that of the node, of several values with its tensor the worst', () => {
    expect(noiseByNode(report)).toEqual([{ exact: false, snrDb: 12.5 }, { exact: true }])
    const { nodes } = report
    const value = { name: 'v', scale: 1, zero: 0, exact: false }
    const tensors = [
      { ...value, node: 1, snrDb: 9 },
      { ...value, node: 1, snrDb: 3 },
      { ...value, node: 1, snrDb: null, exact: true },
      { ...value, node: 7, snrDb: 1 },
    ]
    expect(noiseByNode({ nodes, tensors })).toEqual([undefined, { exact: false, snrDb: 3 }])
  })
})

test('long names keep their ends', () => {
  expect(shorten('short', 10)).toBe('short')
  const cut = shorten('/backbone/layer4/block2/conv3/Conv', 20)
  expect(cut).toHaveLength(20)
  expect(cut).toMatch(/^\/backb.*….*\/Conv$/)
})
