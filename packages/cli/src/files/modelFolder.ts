import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ImportResult, ModelIo, QualityReport } from '@assay/importer'
import { decodeProgram, encodeProgram, type Model, validateModel } from '@assay/program'
import { parseRecipe, type Recipe } from '@assay/sdk'
import { FileInvalid } from '../errors.ts'
import { checkModelFolder } from './checkModelFolder.ts'
import { readFileAs } from './readFileAs.ts'
import { removeIfEnded } from './removeIfEnded.ts'

/** A compiled model on disk: program.bin, constants/<index>.bin, io.json, report.json, model.onnx, recipe.json, calibration.bin.gz. */
export interface ModelFolder extends Pick<ImportResult, 'model' | 'io' | 'report'> {
  readonly name: string
  readonly onnx: Uint8Array
  /** Absent in folders written before there were recipes. */
  readonly recipe?: Recipe
  /** As the manifest's calibration file. */
  readonly calibration?: Uint8Array
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Writes a compiled model, whole or not at all: into a folder beside `dir` first, which takes its place. */
export const writeModelFolder = async (dir: string, folder: ModelFolder): Promise<void> => {
  await checkModelFolder(dir)
  const temporary = `${path.resolve(dir)}.${process.pid}.tmp`
  try {
    await removeIfEnded(temporary, async () => {
      await writeFiles(temporary, folder)
      await replaceFiles(temporary, dir)
    })
  } catch (cause) {
    throw new FileInvalid(
      `the compiled model cannot be written to "${dir}" (${cause instanceof Error ? cause.message : String(cause)}). Make room or choose another place with --out.`,
      { cause },
    )
  }
}

const writeFiles = async (dir: string, folder: ModelFolder): Promise<void> => {
  // one after the other: Node's recursive mkdir never returns where a file system refuses every name
  await mkdir(dir)
  await mkdir(path.join(dir, 'constants'))
  for (const [i, bytes] of folder.model.constants.entries())
    await writeFile(path.join(dir, 'constants', `${i}.bin`), bytes)
  for (const [name, content] of [
    ['io.json', json({ name: folder.name, ...folder.io })],
    ['report.json', json(folder.report)],
    ['model.onnx', folder.onnx],
    ['recipe.json', folder.recipe === undefined ? undefined : json(folder.recipe)],
    ['calibration.bin.gz', folder.calibration],
    ['program.bin', encodeProgram(folder.model.program)],
  ] as const)
    if (content !== undefined) await writeFile(path.join(dir, name), content)
}

const OPTIONAL = ['recipe.json', 'calibration.bin.gz'] as const

/** Moves the files of a compiled model over those of an earlier one; what else the folder holds stays. */
const replaceFiles = async (from: string, to: string): Promise<void> => {
  await mkdir(to, { recursive: true })
  // without its program a folder is no model: never is one there whose files are of two
  await rm(path.join(to, 'program.bin'), { force: true })
  for (const name of ['constants', ...OPTIONAL]) await rm(path.join(to, name), { recursive: true, force: true })
  const names = (await readdir(from)).filter((name) => name !== 'program.bin')
  for (const name of [...names, 'program.bin']) await rename(path.join(from, name), path.join(to, name))
}

const parse = <T>(bytes: Uint8Array, file: string): T => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as T
  } catch (cause) {
    throw new FileInvalid(`${file} is not JSON. Compile the model again.`, { cause })
  }
}

/** Reads what `writeModelFolder` wrote; the program and its constants are validated again. */
export const readModelFolder = async (dir: string): Promise<ModelFolder> => {
  const read = (name: string) => readFileAs(path.join(dir, name), 'the compiled model')
  const program = decodeProgram(await read('program.bin'))
  const files = await readdir(path.join(dir, 'constants')).catch(() => [])
  if (files.length !== program.constants.length)
    throw new FileInvalid(
      `${dir}/constants has ${files.length} files, the program ${program.constants.length} constants. Compile the model again.`,
    )
  const constants: Uint8Array[] = []
  for (let i = 0; i < files.length; i++) constants.push(await read(`constants/${i}.bin`))
  const model: Model = { program, constants }
  validateModel(model)
  const { name, ...io } = parse<ModelIo & { name: string }>(await read('io.json'), 'io.json')
  const report = parse<QualityReport>(await read('report.json'), 'report.json')
  const present = await readdir(dir)
  return {
    ...{ model, name, io, report, onnx: await read('model.onnx') },
    ...(present.includes('recipe.json') ? { recipe: parseRecipe(await read('recipe.json')) } : {}),
    ...(present.includes('calibration.bin.gz') ? { calibration: await read('calibration.bin.gz') } : {}),
  }
}
