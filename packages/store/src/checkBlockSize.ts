import { ContentTooLarge } from './errors.ts'
import { maxBlockBytes } from './Store.ts'

export function checkBlockSize(bytes: Uint8Array): void {
  if (bytes.length <= maxBlockBytes) return
  throw new ContentTooLarge('A block', maxBlockBytes, bytes.length, true, 'Store it with putParts.')
}
