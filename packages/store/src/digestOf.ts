import { createHash } from 'node:crypto'
import type { Digest } from './Store.ts'

export function digestOf(bytes: Uint8Array): Digest {
  return `0x${createHash('sha256').update(bytes).digest('hex')}`
}
