import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileCursor } from './fileCursor.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'assay-cursor-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))
const position = { block: 12n, hash: `0x${'ab'.repeat(32)}` } as const

test('remembers a position over processes, and says that it is stored', async () => {
  let stored = 0
  const file = path.join(dir, 'deeper', 'cursor.json')
  expect(await fileCursor(file).read()).toBeUndefined()
  await fileCursor(file, () => (stored += 1)).write(position)
  expect(await fileCursor(file).read()).toEqual(position)
  expect(stored).toBe(1)
})

test.each(['', '{', '{"block":"-1","hash":"0x"}', '[]'])('begins anew when the file holds %j', async (text) => {
  const file = path.join(dir, 'cursor.json')
  await writeFile(file, text)
  expect(await fileCursor(file).read()).toBeUndefined()
})
