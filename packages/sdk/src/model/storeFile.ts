import { putParts, type Store } from '@assay/store'
import type { StoredFile } from './Manifest.ts'

export async function storeFile(store: Store, bytes: Uint8Array): Promise<StoredFile> {
  return { bytes: bytes.length, parts: await putParts(store, bytes) }
}
