import { tensorBytes } from '@assay/program'
import { commitModel, type ModelCommitment, toHex } from '@assay/proof'
import type { Store } from '@assay/store'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { ManifestInvalid, ManifestMissing, ModelAltered } from '../errors.ts'
import { readManifests } from '../read/readManifests.ts'
import { type ModelView, readModel } from '../read/readModel.ts'
import { fetchFile } from './fetchFile.ts'
import { fetchManifest, readManifest } from './fetchManifest.ts'
import type { Manifest } from './Manifest.ts'

export interface FetchedModel {
  readonly modelId: Hex
  /** The model (`program`, `constants`) with its commitments; hashes to the modelId. */
  readonly model: ModelCommitment
  readonly manifest: Manifest
  readonly registered: ModelView
}

/** Statements tried before giving up: anybody may state anything, at the price of a transaction. */
const MAX_STATEMENTS = 32

/**
 * A whole model: its program from the chain, its constants from where `account` says they are. Without an account, from whomever says
 * it so that everything hashes to the modelId, who registered it first: neither registering before the author nor stating
 * something else later keeps a model from being run (RULE M-1).
 * Throws what was wrong with the first statement if none holds.
 */
export async function fetchModel(assay: Assay, store: Store, modelId: Hex, account?: Address): Promise<FetchedModel> {
  const registered = await readModel(assay, modelId)
  if (account !== undefined) {
    return modelFrom(store, registered, modelId, await fetchManifest(assay, store, modelId, account))
  }
  const stated = await readManifests(assay, modelId, registered.author)
  let wrong: unknown
  for (const { manifest } of stated.slice(0, MAX_STATEMENTS)) {
    try {
      return await modelFrom(store, registered, modelId, await readManifest(store, manifest))
    } catch (error) {
      wrong ??= error
    }
  }
  throw wrong ?? new ManifestMissing(modelId, registered.author)
}

async function modelFrom(store: Store, registered: ModelView, modelId: Hex, manifest: Manifest): Promise<FetchedModel> {
  const { program } = registered
  if (manifest.constants.length !== program.constants.length) {
    throw new ManifestInvalid(
      'constants',
      `a list of ${manifest.constants.length}`,
      `${program.constants.length} files`,
    )
  }
  const constants: Uint8Array[] = []
  for (const [i, file] of manifest.constants.entries()) {
    constants.push(await fetchFile(store, `constants[${i}]`, file, tensorBytes(program.constants[i]!)))
  }
  const model = commitModel({ program, constants })
  if (toHex(model.modelId) !== modelId.toLowerCase()) throw new ModelAltered(modelId, toHex(model.modelId))
  return { modelId, model, manifest, registered }
}
