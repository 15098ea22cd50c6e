import type { QualityReport } from '@assay/importer'
import type { Node, Operand } from '@assay/program'
import { commitModel, toHex } from '@assay/proof'
import { describe, expect, test } from 'vitest'
import { alignLists } from './alignLists.ts'
import { describeDiff } from './describeDiff.ts'
import { diffConstant } from './diffConstant.ts'
import { diffModels } from './diffModels.ts'

const SHAPE = [1, 1, 1, 4] as const
const table = (index: number): Operand => ({ source: 'constant', index, dtype: 'u8', shape: [1, 1, 1, 256] })
const lookup = (from: Operand['source'], index: number, constant: number): Node => ({
  ...{ op: 'lookup', dtype: 'u8', shape: SHAPE, attributes: {} },
  operands: [{ source: from, index, dtype: 'u8', shape: SHAPE }, table(constant)],
})
const add = (a: number, b: number, scaleX: number): Node => ({
  ...{ op: 'add', dtype: 'u8', shape: SHAPE },
  operands: [a, b].map((index) => ({ source: 'node', index, dtype: 'u8', shape: SHAPE })),
  attributes: { zeroX: 0, zeroW: 0, zeroY: 0, low: 0, high: 255, scaleX, scaleW: 1, scaleY: 2 },
})
const identity = Uint8Array.from({ length: 256 }, (_, i) => i)

/** `names` false: as of an author who published no report. */
const side = (nodes: readonly (readonly [string, Node])[], constants: readonly Uint8Array[], names = true) => {
  const model = commitModel({
    program: {
      nodes: nodes.map(([, node]) => node),
      inputs: [{ dtype: 'u8', shape: SHAPE }],
      constants: constants.map(() => ({ dtype: 'u8', shape: [1, 1, 1, 256] })),
      ...{ constantChunkLog2: 10, activationChunkLog2: 10 },
    },
    constants,
  })
  const report = {
    ...{ reference: 'float32', nodes: nodes.map(([name]) => ({ name })), tensors: [] },
    evaluation: { set: 'some', samples: nodes.length },
  } as unknown as QualityReport
  const tensor = {
    name: 'x',
    shape: [1, 4],
    order: 'row-major',
    integer: false,
    dtype: 'u8',
    scale: 1,
    zero: 0,
  } as const
  return {
    ...{ from: 'a test', name: 'm', modelId: toHex(model.modelId), model, io: { inputs: [tensor], outputs: [tensor] } },
    ...(names ? { report } : {}),
  }
}

const base = () =>
  side(
    [
      ['first', lookup('input', 0, 0)],
      ['second', lookup('node', 0, 1)],
      ['sum', add(0, 1, 1)],
    ],
    [identity, identity],
  )

describe('two models', () => {
  test('that are the same have no difference', () => {
    const diff = diffModels(base(), base())
    expect(diff).toMatchObject({
      same: true,
      onlyA: [],
      onlyB: [],
      changed: [],
      unchanged: 3,
      io: [],
      program: [],
      quality: [],
    })
    expect(describeDiff(diff)).toContain('the same model')
  })

  test('that differ in a weight and an attribute differ there, by so much, and nowhere else', () => {
    const other = Uint8Array.from(identity)
    other[7] = 10
    other[200] = 199
    const diff = diffModels(
      base(),
      side(
        [
          ['first', lookup('input', 0, 0)],
          ['second', lookup('node', 0, 1)],
          ['sum', add(0, 1, 1.5)],
        ],
        [identity, other],
      ),
    )
    expect(diff).toMatchObject({ same: false, unchanged: 1, constants: { compared: 2, differing: 1 } })
    expect(diff.changed.map(({ a, changes, constants }) => ({ name: a.name, changes, constants }))).toEqual([
      {
        name: 'second',
        changes: [],
        constants: [{ operand: 'table', a: 1, b: 1, dtype: 'u8', elements: 256, differing: 2, maxDifference: 3 }],
      },
      { name: 'sum', changes: [{ field: 'scaleX', a: 1, b: 1.5 }], constants: [] },
    ])
    const text = describeDiff(diff)
    expect(text).toContain('table: 2 of 256 elements (u8, constant 1) differ, by at most 3')
    expect(text).toContain('scaleX  1 -> 1.5')
  })

  const withOneMore = (names: boolean) =>
    side(
      [
        ['first', lookup('input', 0, 0)],
        ['new', lookup('node', 0, 0)],
        ['second', lookup('node', 0, 1)],
        ['sum', add(0, 2, 1)],
      ],
      [identity, identity],
      names,
    )

  test('of which one has a node more: nodes behind it have other numbers and are the same', () => {
    const diff = diffModels(base(), withOneMore(true))
    expect(diff.onlyB).toEqual([{ index: 1, op: 'lookup', name: 'new', tensor: 'u8 1x1x1x4' }])
    expect(diff).toMatchObject({ same: false, onlyA: [], changed: [], unchanged: 3 })
    expect(diff.quality).toEqual([{ field: 'samples', a: 3, b: 4 }])
  })

  test('are compared by their looks where names are missing', () => {
    const diff = diffModels(base(), withOneMore(false))
    expect([diff.onlyA.length, diff.onlyB.length]).toEqual([0, 1])
    expect(diff.quality).toEqual([])
  })

  test('that read other nodes say which', () => {
    const nodes = [
      ['first', lookup('input', 0, 0)],
      ['second', lookup('node', 0, 1)],
      ['sum', add(1, 1, 1)],
    ] as const
    const diff = diffModels(base(), side(nodes, [identity, identity]))
    expect(diff.changed.map(({ changes }) => changes)).toEqual([[{ field: 'a reads', a: 'node 0', b: 'node 1' }]])
  })

  test('whose inputs mean something else say so, though the id is the same', () => {
    const a = base()
    const [tensor] = a.io.inputs
    const diff = diffModels(a, { ...a, io: { ...a.io, inputs: [{ ...tensor!, scale: 2 }] } })
    expect(diff.same).toBe(true)
    expect(diff.io).toEqual([{ field: 'inputs[0].scale', a: 1, b: 2 }])
  })
})

describe('constants', () => {
  test('are compared as numbers of their type', () => {
    const f32 = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer)
    expect(diffConstant(f32(1, 2, 3), f32(1, 2.5, 2), 'f32')).toEqual({ elements: 3, differing: 2, maxDifference: 1 })
    expect(diffConstant(new Uint8Array([255]), new Uint8Array([1]), 'i8').maxDifference).toBe(2)
    expect(diffConstant(f32(1), f32(1), 'f32')).toEqual({ elements: 1, differing: 0, maxDifference: 0 })
  })
})

describe('lists', () => {
  const pairs = (a: string, b: string) => alignLists([...a], [...b])

  test('are aligned by their longest common subsequence', () => {
    expect(pairs('abcd', 'abcd')).toHaveLength(4)
    expect(pairs('abxcd', 'abcd').map(([i, j]) => `${i}${j}`)).toEqual(['00', '11', '32', '43'])
    expect(pairs('xaybzc', 'apbqc')).toEqual([
      [1, 0],
      [3, 2],
      [5, 4],
    ])
    expect(pairs('', 'abc')).toEqual([])
    expect(pairs('aaa', 'aa')).toHaveLength(2)
  })

  test('with nothing in common have no pairs', () => {
    expect(pairs('abc', 'xyz')).toEqual([])
  })
})
