import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ImportResult, ModelIo, QualityReport } from '@assay/importer'
import { decodeProgram, encodeProgram, type Model, validateModel } from '@assay/program'
import { parseRecipe, type Recipe } from '@assay/sdk'
import { FileInvalid } from '../errors.ts'
import { readFileAs } from './readFileAs.ts'

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

export const writeModelFolder = async (dir: string, folder: ModelFolder): Promise<void> => {
  await mkdir(path.join(dir, 'constants'), { recursive: true })
  // constants of an earlier model there would be taken for this one's; nothing else is touched
  for (const file of await readdir(path.join(dir, 'constants')))
    if (/^\d+\.bin$/.test(file)) await rm(path.join(dir, 'constants', file))
  await writeFile(path.join(dir, 'program.bin'), encodeProgram(folder.model.program))
  for (const [i, bytes] of folder.model.constants.entries())
    await writeFile(path.join(dir, 'constants', `${i}.bin`), bytes)
  await writeFile(path.join(dir, 'io.json'), json({ name: folder.name, ...folder.io }))
  await writeFile(path.join(dir, 'report.json'), json(folder.report))
  await writeFile(path.join(dir, 'model.onnx'), folder.onnx)
  for (const [name, content] of [
    ['recipe.json', folder.recipe === undefined ? undefined : json(folder.recipe)],
    ['calibration.bin.gz', folder.calibration],
  ] as const) {
    if (content === undefined) await rm(path.join(dir, name), { force: true })
    else await writeFile(path.join(dir, name), content)
  }
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
