import { type ImportResult, importOnnx, type Quant, type Sample } from '@assay/importer'
import { sha256, toHex } from '@assay/proof'
import { type FetchedModel, fetchFile, type Manifest, parseRecipe, type Recipe } from '@assay/sdk'
import type { Store } from '@assay/store'
import { NotVerifiable } from '../errors.ts'
import { progress } from '../terminal/progress.ts'
import { calibrationFile } from './calibrationFile.ts'
import { tellProgress } from './tellProgress.ts'

/** Sizes are the author's word until the bytes are there: what is larger is not fetched. */
const MAX_ONNX_BYTES = 2 ** 29
const MAX_RECIPE_BYTES = 2 ** 24

export interface Recompiled extends ImportResult {
  readonly onnx: { readonly bytes: number; readonly sha256: string }
  readonly recipe: Recipe
  /** Whether the author published the recipe; if not, it is what the program itself tells. */
  readonly published: boolean
}

const fetchBounded = async (
  store: Store,
  field: 'onnx' | 'recipe' | 'calibration',
  { [field]: file }: Manifest,
  limit: number,
): Promise<Uint8Array | undefined> => {
  if (file === undefined) return undefined
  if (file.bytes > limit)
    throw new NotVerifiable(
      `the manifest's ${field} file has ${file.bytes} bytes; at most ${limit} are fetched. Compile it by hand and compare with assay model diff.`,
    )
  return fetchFile(store, field, file, file.bytes)
}

/** What was certainly chosen: the program and the manifest say it. */
const recipeFrom = ({ model, manifest }: FetchedModel): Recipe => {
  const { constantChunkLog2, activationChunkLog2 } = model.program
  const output = manifest.outputs[0]?.name
  return {
    ...{ format: 'assay.recipe.v1', compiler: 'unknown', constantChunkLog2, activationChunkLog2 },
    inputShapes: Object.fromEntries(manifest.inputs.map(({ name, shape }) => [name, shape])),
    ...(output === undefined ? {} : { output }),
  }
}

const samplesOf = async (store: Store, manifest: Manifest, { calibration }: Recipe): Promise<Sample[]> => {
  if (calibration === undefined) return []
  const packed = await fetchBounded(store, 'calibration', manifest, calibrationFile.maxPackedBytes)
  if (packed === undefined)
    throw new NotVerifiable(
      `it was compiled with ${calibration.samples} calibration samples, and its author has published neither them nor the scales they gave. Ask the author to register it again with fewer samples (at most ${calibrationFile.maxPackedBytes} bytes packed are published).`,
    )
  return calibrationFile.unpack(packed, calibration)
}

const scalesOf = (scales: NonNullable<Recipe['scales']>): Record<string, Quant> =>
  Object.fromEntries(
    Object.entries(scales).map(([name, { dtype, scale, zero }]) => {
      if (dtype === 'f32')
        throw new NotVerifiable(
          `its recipe gives tensor "${name}" the type f32; tensors are u8, i8 or i32. Ask its author to register it again.`,
        )
      return [name, { dtype, scale, zero }]
    }),
  )

/**
 * Compiles a registered model again from the ONNX file and the recipe that its author published.
 * @throws NotVerifiable if too little is published, and whatever importing throws
 */
export const recompile = async (store: Store, fetched: FetchedModel): Promise<Recompiled> => {
  const { manifest } = fetched
  const onnx = await progress('fetching the ONNX file', () => fetchBounded(store, 'onnx', manifest, MAX_ONNX_BYTES))
  if (onnx === undefined)
    throw new NotVerifiable(
      'its author has published no ONNX file, so there is nothing to compile. Ask the author to register it with assay model register.',
    )
  const published = await fetchBounded(store, 'recipe', manifest, MAX_RECIPE_BYTES)
  const recipe = published === undefined ? recipeFrom(fetched) : parseRecipe(published)
  const { constantChunkLog2, activationChunkLog2, inputShapes, output, scales } = recipe
  const calibration = await samplesOf(store, manifest, recipe)
  const result = await progress('compiling it again', (tell) =>
    importOnnx(onnx, {
      ...{ name: manifest.name, constantChunkLog2, activationChunkLog2, inputShapes, calibration },
      ...(output === undefined ? {} : { output }),
      ...(scales === undefined ? {} : { scales: scalesOf(scales) }),
      ...(recipe.channels && { channels: recipe.channels }),
      ...(recipe.finer && { finer: recipe.finer }),
      fuse: recipe.fuse ?? true,
      ...{ biasCorrection: recipe.biasCorrection ?? false, onProgress: tellProgress(tell) },
      // its quality is not what is asked here
      evaluation: { set: 'nothing', samples: [] },
    }),
  )
  return {
    ...result,
    onnx: { bytes: onnx.length, sha256: toHex(sha256(onnx)) },
    recipe,
    published: published !== undefined,
  }
}
