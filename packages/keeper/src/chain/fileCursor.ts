import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Cursor } from './types.ts'

const stored = z.object({
  block: z.string().regex(/^\d+$/).transform(BigInt),
  hash: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .transform((text) => text as `0x${string}`),
})

/** A cursor in a small JSON file, replaced whole. A missing or damaged file means "from the start": reading again is harmless. */
export const fileCursor = (file: string, onStored?: () => void): Cursor => ({
  read: async () => {
    try {
      return stored.parse(JSON.parse(await readFile(file, 'utf8')))
    } catch {
      return undefined
    }
  },
  write: async ({ block, hash }) => {
    await mkdir(path.dirname(file), { recursive: true })
    const draft = `${file}.${process.pid}`
    await writeFile(draft, `${JSON.stringify({ block: block.toString(), hash })}\n`)
    await rename(draft, file)
    onStored?.()
  },
})
