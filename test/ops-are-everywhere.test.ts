import { existsSync, readdirSync } from 'node:fs'
import { type OpName, ops } from '@assay/program'
import { describe, expect, it } from 'vitest'

const pascal = (op: string) =>
  op.replace(/(^|_)([a-z0-9])/g, (_match, _separator, letter: string) => letter.toUpperCase())

/** The four places of an op: what it means, how it is run, how it is proven, what all three are tested with. */
const places: Readonly<Record<string, { folder: string; file: (op: string) => string }>> = {
  'the interpreter': { folder: 'packages/program/src/ops', file: (op) => `${op}.ts` },
  'the lowering': { folder: 'packages/executor/src/lower', file: (op) => `${op}.ts` },
  'the EVM step': { folder: 'contracts/ops', file: (op) => `${pascal(op)}Step.sol` },
  'the vectors': { folder: 'vectors/ops', file: (op) => `${op}.json` },
}

// Object.keys loses the literal names, which are those of `ops`.
const names = Object.keys(ops) as OpName[]

describe.each(Object.entries(places))('%s', (_place, { folder, file }) => {
  const root = new URL(`../${folder}/`, import.meta.url)

  it.each(names)('has %s', (op) => {
    expect(existsSync(new URL(file(op), root)), `${folder}/${file(op)}`).toBe(true)
  })

  it('has no other op', () => {
    const expected = names.map(file).sort()
    const found = readdirSync(root).filter((name) => !name.includes('.test.') && name !== 'index.ts')
    expect(found.sort()).toEqual(expected)
  })
})

describe('the op table', () => {
  it('names each op as its key does, with an opcode of its own', () => {
    expect(Object.entries(ops).map(([key, { name }]) => [key, name])).toEqual(names.map((name) => [name, name]))
    expect(new Set(Object.values(ops).map(({ opcode }) => opcode)).size).toBe(names.length)
  })

  it('puts each attribute of an op into a slot of its own', () => {
    for (const { name, attributes } of Object.values(ops)) {
      const slots = Object.values(attributes).map(({ slot }) => slot)
      expect(new Set(slots).size, name).toBe(slots.length)
    }
  })
})
