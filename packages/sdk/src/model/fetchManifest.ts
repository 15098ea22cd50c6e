import { type Digest, maxBlockBytes, type Store } from '@assay/store'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { ManifestMissing } from '../errors.ts'
import { readStatement } from '../read/readStatement.ts'
import type { Manifest } from './Manifest.ts'
import { parseManifest } from './parseManifest.ts'

/** What `account` states about a model. Its fields are that account's word; only what hashes to the modelId is certain. */
export async function fetchManifest(assay: Assay, store: Store, modelId: Hex, account: Address): Promise<Manifest> {
  const { manifest } = await readStatement(assay, modelId, account)
  if (manifest === undefined) throw new ManifestMissing(modelId, account)
  return readManifest(store, manifest)
}

export async function readManifest(store: Store, digest: Digest): Promise<Manifest> {
  return parseManifest(await store.get(digest, { maxBytes: maxBlockBytes }))
}
