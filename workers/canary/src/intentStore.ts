import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { IntentDamaged } from './errors.ts'
import type { Intent } from './Intent.ts'

export interface IntentStore {
  /** All of them, in the order in which they were planned. */
  all(): readonly Intent[]
  /** Returns when it is on disk. */
  save(intent: Intent): Promise<void>
}

const SUFFIX = '.json'

/** Intents in a folder, one file each; a file is replaced whole or not at all. */
export const openIntents = async (folder: string): Promise<IntentStore> => {
  await mkdir(folder, { recursive: true })
  const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX))
  const intents = new Map<string, Intent>()
  for (const name of names) {
    const file = path.join(folder, name)
    try {
      const intent = JSON.parse(await readFile(file, 'utf8')) as Intent
      intents.set(intent.id, intent)
    } catch (cause) {
      throw new IntentDamaged(file, cause)
    }
  }
  return {
    all: () => [...intents.values()].sort((a, b) => a.plannedAt - b.plannedAt),
    save: async (intent) => {
      const file = path.join(folder, `${intent.id}${SUFFIX}`)
      await writeFile(`${file}.new`, `${JSON.stringify(intent, null, 2)}\n`)
      await rename(`${file}.new`, file)
      intents.set(intent.id, intent)
    },
  }
}
