import type { Program } from '@assay/program'
import { expect, test } from 'vitest'
import { digitModel } from '../testing/digitModel.ts'
import { runsLong } from './runsLong.ts'

test('a network of nine thousand million multiplications runs long, the digit model does not', () => {
  const { program } = digitModel()
  expect(runsLong(program)).toBe(false)
  const [node] = program.nodes
  const shape = [1, 1, 1, 2 ** 31] as const
  const large: Program = { ...program, nodes: [{ ...node!, shape }, ...program.nodes.slice(1)] }
  expect(runsLong(large)).toBe(true)
})
