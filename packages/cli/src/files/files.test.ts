import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FileInvalid } from '../errors.ts'
import { readLabels } from './readLabels.ts'
import { readNpy } from './readNpy.ts'
import { writeNpy } from './writeNpy.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'assay-files-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

test.each([[[6]], [[2, 3]], [[1, 1, 2, 3]]])('a NumPy file of shape [%s] is read back', (shape) => {
  const values = Float32Array.from([1, -2.5, 3, 0, 1e-9, 6])
  const file = writeNpy(values, shape)
  expect(readNpy(file, 'x.npy')).toEqual({ shape, values })
  expect((file.length - 24) % 64, 'data is aligned as NumPy does').toBe(0)
})

describe('labels', () => {
  const read = async (name: string, text: string) => {
    await writeFile(path.join(dir, name), text)
    return readLabels(path.join(dir, name))
  }

  test.each([
    ['a.txt', 'cat\r\ndog\n', ['cat', 'dog']],
    ['b.txt', 'a cat\n\na dog', ['a cat', '', 'a dog']],
    ['c.json', '["cat", "dog"]', ['cat', 'dog']],
    ['d.json', '{"1": "dog", "0": "cat"}', ['cat', 'dog']],
    ['e.json', '{"id2label": {"0": "cat", "2": "dog"}}', ['cat', 'element 1', 'dog']],
  ])('%s', async (name, text, labels) => {
    expect(await read(name, text)).toEqual(labels)
  })

  test.each([
    ['f.txt', ''],
    ['g.json', '[]'],
    ['h.json', '{"cat": 0}'],
    ['i.json', '{"99999999": "far"}'],
    ['j.json', 'cat'],
    ['k.json', '7'],
  ])('%s is refused', async (name, text) => {
    await expect(read(name, text)).rejects.toBeInstanceOf(FileInvalid)
  })
})
