import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readNumbers } from './readNumbers.ts'
import { splitSamples } from './splitSamples.ts'
import { writeNpy } from './writeNpy.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'assay-numbers-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const read = async (name: string, content: string | Uint8Array) => {
  const file = path.join(dir, name)
  await writeFile(file, content)
  return readNumbers(file, 'the input file')
}

describe('numbers of a file', () => {
  test.each([
    ['[1, 2, 3]', [3]],
    ['[[1, 2, 3]]', [1, 3]],
    ['[[[1], [2]], [[3], [4]]]', [2, 2, 1]],
    ['5', []],
  ])('%s has the shape of its lists', async (text, shape) => {
    expect((await read('x.json', text)).shape).toEqual(shape)
  })

  test.each([
    ['[[1, 2], [3]]', /a list of 1 beside one of 2\. Write lists/],
    ['[[1, 2], 3]', /holds 3 where a list of 2 was expected/],
    ['[1, [2]]', /holds \[2\] where a number was expected/],
    ['[1, null]', /holds null where a number was expected/],
    ['{"a": 1}', /holds \{"a":1\} where a number was expected/],
    ['[1, NaN]', /JSON has no NaN and no Infinity/],
    ['[1, 1e999]', /holds Infinity at element 1, as a 32-bit float.*Put a number in its place/],
    ['[1, -1e39]', /holds -Infinity at element 1/],
    ['[1, 2', /is not JSON that can be read .*Write lists/],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, /deep|not JSON that can be read/],
    [`${'['.repeat(40)}1${']'.repeat(40)}`, /more than 16 deep/],
  ])('%.20s is refused', async (text, why) => {
    await expect(read('x.json', text)).rejects.toThrow(why)
  })

  test('NaN in a NumPy file is refused', async () => {
    await expect(read('x.npy', writeNpy(Float32Array.from([1, Number.NaN]), [2]))).rejects.toThrow(/NaN at element 1/)
  })
})

describe('samples of an input', () => {
  const input = { name: 'x', shape: [1, 3, 2, 4] }
  const array = (...shape: number[]) => ({ shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) })

  test.each([
    [[1, 3, 2, 4], 1],
    [[3, 2, 4], 1],
    [[5, 3, 2, 4], 5],
    [[5, 1, 3, 2, 4], 5],
    [[24], 1],
    [[48], 2],
    [[5, 24], 5],
  ])('are read from shape [%s]', (shape, samples) => {
    expect(splitSamples(array(...shape), input, 'a.npy')).toHaveLength(samples)
  })

  test.each([[[1, 2, 4, 3]], [[3, 4, 2]], [[6, 4]], [[2, 3, 4, 2]]])(
    'are not taken from shape [%s], though as many numbers',
    (shape) => {
      expect(() => splitSamples(array(...shape), input, 'a.npy')).toThrow(
        `a.npy has shape [${shape.join(', ')}]; input "x" takes [1, 3, 2, 4]`,
      )
    },
  )

  test.each([[[0]], [[25]]])('are whole, not of shape [%s]', (shape) => {
    expect(() => splitSamples(array(...shape), input, 'a.npy')).toThrow(/no whole number of samples of 24: input "x"/)
  })
})
