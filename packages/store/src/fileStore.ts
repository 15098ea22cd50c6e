import { randomBytes } from 'node:crypto'
import { access, mkdir, open, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkBlockSize } from './checkBlockSize.ts'
import { checkContent } from './checkContent.ts'
import { checkDigest } from './checkDigest.ts'
import { digestOf } from './digestOf.ts'
import { ContentNotFound, ContentTooLarge, StoreUnreachable } from './errors.ts'
import type { Digest, Store } from './Store.ts'

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** A folder with one file per block, for tests and for use without a network. */
export function fileStore(url: string): Store {
  const folder = fileURLToPath(url)
  const fileOf = (digest: Digest): string => {
    checkDigest(digest)
    return path.join(folder, digest.slice(2))
  }

  return {
    url,
    put: async (bytes) => {
      checkBlockSize(bytes)
      const digest = digestOf(bytes)
      const temporary = `${fileOf(digest)}.${randomBytes(6).toString('hex')}`
      try {
        await mkdir(folder, { recursive: true })
        await writeFile(temporary, bytes)
        // whole or not at all, also when two writers or a crash meet
        await rename(temporary, fileOf(digest))
      } catch (cause) {
        throw new StoreUnreachable(url, cause)
      }
      return digest
    },
    get: async (digest, { maxBytes }) => {
      const file = await open(fileOf(digest)).catch((cause: unknown) => {
        throw isMissing(cause) ? new ContentNotFound(digest, url) : new StoreUnreachable(url, cause)
      })
      try {
        const { size } = await file.stat()
        if (size > maxBytes) {
          throw new ContentTooLarge(
            `Content ${digest} in ${url}`,
            maxBytes,
            size,
            true,
            'Raise the limit if it should be.',
          )
        }
        return checkContent(new Uint8Array(await file.readFile()), digest, url)
      } finally {
        await file.close()
      }
    },
    has: async (digest) =>
      access(fileOf(digest)).then(
        () => true,
        () => false,
      ),
    close: async () => {},
  }
}
