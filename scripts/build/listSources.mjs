import { readdirSync } from 'node:fs'
import path from 'node:path'

/** Folders below which everything is source. */
const FOLDERS = ['packages', 'workers', 'scripts/build', 'test/actors']
/** Source outside of them. */
export const FILES = [
  'bench/memoryChild.ts',
  'bench/networks/importNetwork.ts',
  'models/digits/digits.ts',
  'models/digits/importDigits.ts',
  'scripts/start.ts',
  'tsconfig.json',
]
const IS_SOURCE = /(?<!\.test)\.(ts|mjs|json)$/

/** Everything that a build is made of but what npm installs, as paths from the root, in order. */
export const listSources = (root) => {
  const found = [...FILES]
  const walk = (folder) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const at = `${folder}/${entry.name}`
      if (!entry.isDirectory()) {
        if (IS_SOURCE.test(at)) found.push(at)
      } else if (entry.name !== 'node_modules') walk(at)
    }
  }
  for (const folder of FOLDERS) walk(folder)
  return found.sort()
}
