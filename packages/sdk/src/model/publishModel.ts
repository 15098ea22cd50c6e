import { encodeProgram, type Model, validateModel } from '@assay/program'
import { commitModel, sha256, toHex } from '@assay/proof'
import { type Digest, maxBlockBytes, type Store } from '@assay/store'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { type Registration, registerModel } from '../act/registerModel.ts'
import { type ModelStatement, stateModel } from '../act/stateModel.ts'
import { ManifestInvalid } from '../errors.ts'
import { readStatement } from '../read/readStatement.ts'
import { isSpdxExpression } from './isSpdxExpression.ts'
import type { Manifest } from './Manifest.ts'
import { parseManifest } from './parseManifest.ts'
import { parseRecipe } from './parseRecipe.ts'
import type { Recipe } from './Recipe.ts'
import { storeFile } from './storeFile.ts'

export interface Publication {
  readonly model: Model
  /** What the author says about it. */
  readonly about: Pick<Manifest, 'name' | 'description' | 'licence' | 'inputs' | 'outputs' | 'preprocessing'>
  readonly onnx?: Uint8Array
  /** The quality report; stored as JSON. */
  readonly report?: unknown
  /** With the ONNX file: lets anybody compile it again and compare. */
  readonly recipe?: Recipe
  /** The samples the recipe speaks of, as `Manifest` describes the file. */
  readonly calibration?: Uint8Array
  /** The registered model that it was made from. */
  readonly parent?: Hex
  /** Why it departs from its parent, at most 256 bytes. */
  readonly forkReason?: string
}

/**
 * Stores a model's files, registers it, and states its manifest, parent, quality report and licence (if that is an SPDX
 * expression: words stay in the manifest). Doing it again changes and sends nothing.
 * Throws ProgramError before anything is stored if the model breaks a rule.
 */
export async function publishModel(
  assay: Assay,
  store: Store,
  { model, about, onnx, report, recipe, calibration, parent, forkReason }: Publication,
): Promise<Registration & { readonly manifest: Digest }> {
  validateModel(model)
  const commitment = commitModel(model)
  const constants = []
  for (const constant of model.constants) constants.push(await storeFile(store, constant))
  const manifest: Manifest = {
    format: 'assay.manifest.v1',
    ...about,
    program: await storeFile(store, encodeProgram(model.program)),
    constants,
    ...(onnx === undefined ? {} : { onnx: await storeFile(store, onnx) }),
    ...(report === undefined ? {} : { report: await storeFile(store, jsonBytes(report)) }),
    ...(recipe === undefined ? {} : { recipe: await storeFile(store, recipeBytes(recipe)) }),
    ...(calibration === undefined ? {} : { calibration: await storeFile(store, calibration) }),
  }
  const bytes = jsonBytes(manifest)
  if (bytes.length > maxBlockBytes)
    throw new ManifestInvalid('(whole)', `${bytes.length} bytes`, `at most ${maxBlockBytes}`)
  // what others would refuse is not published
  parseManifest(bytes)
  const digest = await store.put(bytes)
  const registration = await registerModel(assay, commitment)
  const statement: ModelStatement = {
    manifest: digest,
    ...(isSpdxExpression(about.licence) ? { licence: about.licence } : {}),
    ...(report === undefined ? {} : { qualityReport: toHex(sha256(jsonBytes(report))) }),
    ...(parent === undefined ? {} : { parent: parent.toLowerCase() as Hex }),
    ...(forkReason === undefined ? {} : { forkReason }),
  }
  const { deprecation: _, ...stated } = await readStatement(assay, registration.modelId, accountOf(assay).address)
  if (!sameStatement(stated, statement)) await stateModel(assay, registration.modelId, statement)
  return { ...registration, manifest: digest }
}

function sameStatement(a: ModelStatement, b: ModelStatement): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof ModelStatement>
  return [...names].every((name) => a[name] === b[name])
}

const jsonBytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value, null, 1))

/** What others would refuse is not published. */
function recipeBytes(recipe: Recipe): Uint8Array {
  const bytes = jsonBytes(recipe)
  parseRecipe(bytes)
  return bytes
}
