import { type OpName, ops } from '@assay/program'
import { describe, expect, test } from 'vitest'
import type { KernelMode } from './Lowering.ts'
import { lowerings } from './lowerings.ts'
import { openSession } from './openSession.ts'
import { readOpVectors } from './testing/readOpVectors.ts'

const modes: readonly KernelMode[] = ['u8s8', 'u8u8']

test('every op has a lowering, and every lowering an op', () => {
  expect(Object.keys(lowerings).sort()).toEqual(Object.keys(ops).sort())
})

describe.each(Object.keys(ops) as OpName[])('%s', (op) => {
  test.each(modes)('gives the vectors byte for byte as %s', async (mode) => {
    const vectors = readOpVectors(op)
    expect(vectors.length).toBeGreaterThan(10)
    for (const { name, model, inputs, output } of vectors) {
      const session = await openSession(model, { mode, threads: 1, lowerings })
      const [executed] = await session.run(inputs)
      await session.close()
      expect(Buffer.from(executed!).toString('hex'), name).toBe(Buffer.from(output).toString('hex'))
    }
  })
})
