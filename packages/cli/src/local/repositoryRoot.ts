import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the repository: the local network starts workers and reads the digit model from it. */
export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../..')
