import { getParts, type Store } from '@assay/store'
import { ManifestInvalid } from '../errors.ts'
import type { StoredFile } from './Manifest.ts'

/** Reads a file a manifest names, of which the length is known: nothing longer is read. */
export async function fetchFile(store: Store, field: string, file: StoredFile, bytes: number): Promise<Uint8Array> {
  if (file.bytes !== bytes) throw new ManifestInvalid(`${field}.bytes`, file.bytes, `${bytes}`)
  const content = await getParts(store, file.parts, { maxBytes: bytes })
  if (content.length !== bytes)
    throw new ManifestInvalid(`${field}.parts`, `content of ${content.length} bytes`, `${bytes} bytes`)
  return content
}
