import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importDigits } from '../../../../models/digits/importDigits.ts'
import { FileInvalid } from '../errors.ts'
import { checkLabels } from './checkLabels.ts'
import { checkOutFile } from './checkOutFile.ts'
import { type ModelFolder, readModelFolder, writeModelFolder } from './modelFolder.ts'
import { writeOutFile } from './writeOutFile.ts'

let dir: string
const at = (name: string) => path.join(dir, name)
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'assay-outputs-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('a file to be written', () => {
  const check = (name: string) => checkOutFile({ file: at(name), what: 'the output', start: '\x93NUMPY' })

  test('may be new, empty, or one of its kind', async () => {
    await check('new.npy')
    await writeFile(at('empty.npy'), '')
    await check('empty.npy')
    await writeFile(at('old.npy'), Buffer.from('\x93NUMPY and more', 'latin1'))
    await check('old.npy')
  })

  test('is refused before anything is computed where it cannot be, or would cost another file', async () => {
    await expect(check('none/y.npy')).rejects.toThrow(
      /there is no folder ".*none"; make it first\. Nothing was computed/,
    )
    await mkdir(at('folder'))
    await expect(check('folder')).rejects.toThrow(/it is a folder; name a file in it/)
    await writeFile(at('notes.txt'), 'mine')
    await expect(check('notes.txt')).rejects.toThrow(/of another kind and would be lost/)
    await expect(check('notes.txt/y.npy')).rejects.toThrow(/"notes\.txt" is no folder|is no folder; choose/)
  })

  test('that cannot be written after all is an error that says what is left', async () => {
    const write = writeOutFile(at('none/y.npy'), 'x', 'the output', 'Run it again.')
    await expect(write).rejects.toThrow(/the output cannot be written to .*ENOENT.*Run it again\./)
  })
})

describe('a folder for a compiled model', () => {
  const digits = async (): Promise<ModelFolder> => {
    const { model, io, report } = await importDigits()
    return { model, io, report, name: 'digits', onnx: new Uint8Array([1]) }
  }

  test('is written whole, over an earlier model too, and leaves what is not its own', async () => {
    const folder = await digits()
    const out = at('digits.assay')
    await writeModelFolder(out, { ...folder, calibration: new Uint8Array([2]) })
    await writeFile(path.join(out, 'notes.txt'), 'mine')
    await writeFile(path.join(out, 'constants', '999.bin'), 'of a larger model')
    await writeModelFolder(out, folder)
    const read = await readModelFolder(out)
    expect(read.model).toEqual(folder.model)
    expect(read.calibration).toBeUndefined()
    expect(await readFile(path.join(out, 'notes.txt'), 'utf8')).toBe('mine')
    expect(await readdir(dir), 'nothing temporary is left').toEqual(['digits.assay'])
  })

  test('is not written over a file, among other files or where there is no folder', async () => {
    const folder = await digits()
    await writeFile(at('file'), 'x')
    await mkdir(at('full'))
    await writeFile(at('full/model.onnx'), 'mine')
    await expect(writeModelFolder(at('file'), folder)).rejects.toThrow(/it is a file/)
    await expect(writeModelFolder(at('full'), folder)).rejects.toThrow(/holds other files \(model\.onnx\)/)
    await expect(writeModelFolder(at('none/x'), folder)).rejects.toThrow(/there is no folder/)
    expect(await readFile(at('full/model.onnx'), 'utf8')).toBe('mine')
  })

  test('an earlier model stays if the new one cannot be written', async () => {
    const folder = await digits()
    const out = at('digits.assay')
    await writeModelFolder(out, folder)
    const broken = { ...folder, onnx: 7 as unknown as Uint8Array }
    await expect(writeModelFolder(out, broken)).rejects.toThrow(FileInvalid)
    expect((await readModelFolder(out)).model).toEqual(folder.model)
    expect(await readdir(dir)).toEqual(['digits.assay'])
  })
})

test('labels are as many as the elements of the output', () => {
  const output = { name: 'y', shape: [1, 3] }
  checkLabels(['a', 'b', 'c'], output, 'l.txt')
  for (const labels of [['a'], ['background', 'a', 'b', 'c']])
    expect(() => checkLabels(labels, output, 'l.txt')).toThrow(
      `l.txt has ${labels.length} labels; output "y" [1, 3] has 3 elements`,
    )
})
