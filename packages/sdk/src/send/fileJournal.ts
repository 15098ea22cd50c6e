import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { JournalEntry, TransactionJournal } from './TransactionJournal.ts'

/** A journal in a folder, one file an intent. */
export function fileJournal(folder: string): TransactionJournal {
  // ids are free text: their hash is a safe file name
  const fileOf = (id: string) => path.join(folder, `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.json`)
  return {
    find: async (id) => {
      const text = await readFile(fileOf(id), 'utf8').catch(() => undefined)
      return text === undefined ? undefined : (JSON.parse(text) as JournalEntry)
    },
    record: async (entry) => {
      await mkdir(folder, { recursive: true })
      await writeFile(`${fileOf(entry.id)}.new`, JSON.stringify(entry))
      await rename(`${fileOf(entry.id)}.new`, fileOf(entry.id))
    },
  }
}
