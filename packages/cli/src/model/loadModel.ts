import { stat } from 'node:fs/promises'
import { commitModel, toHex } from '@assay/proof'
import { FileInvalid } from '../errors.ts'
import { readModelFolder } from '../files/modelFolder.ts'
import { compileOnnx } from './compileOnnx.ts'
import type { CompileOptions } from './compileOptions.ts'
import { fetchRegistered } from './fetchRegistered.ts'
import type { LoadedModel } from './LoadedModel.ts'
import { modelIoOf } from './modelIoOf.ts'
import { readReport } from './readReport.ts'

const kindOf = async (target: string): Promise<'folder' | 'file' | 'absent'> => {
  const found = await stat(target).catch(() => undefined)
  return found === undefined ? 'absent' : found.isDirectory() ? 'folder' : 'file'
}

/** A compiled folder, an ONNX file (compiled as `options` say), or a registered model by its id or name; files come before names. */
export const loadModel = async (target: string, options: CompileOptions): Promise<LoadedModel> => {
  const kind = await kindOf(target)
  if (kind === 'absent') {
    if (/\.(onnx|assay)$|[/\\]/.test(target))
      throw new FileInvalid(
        `there is no file or folder "${target}". Check the path; a registered model is given by its id or name.`,
      )
    return fetchRegistered(target, undefined, async ({ store, fetched }) => {
      const { modelId, model, manifest } = fetched
      const report = await readReport(store, manifest)
      const labels = manifest.outputs[0]?.labels
      return {
        ...{ from: 'the registry', name: manifest.name, modelId, model, io: modelIoOf(manifest) },
        ...(labels === undefined ? {} : { labels }),
        ...(manifest.preprocessing === undefined ? {} : { preprocessing: manifest.preprocessing }),
        ...(report === undefined ? {} : { report }),
      }
    })
  }
  const { name, io, report, model } =
    kind === 'folder' ? await readModelFolder(target) : await compileOnnx(target, options)
  const committed = commitModel(model)
  return { from: target, name, modelId: toHex(committed.modelId), model: committed, io, report }
}
