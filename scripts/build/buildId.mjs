import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { listSources } from './listSources.mjs'

/** What npm has installed, else what it is to install. */
const LOCKS = ['node_modules/.package-lock.json', 'package-lock.json']

/** The name of the build of what the sources are now: a hash of their content, so that equal sources have one build whenever they were written. */
export const buildId = (root) => {
  const hash = createHash('sha256')
  const lock = LOCKS.find((file) => existsSync(path.join(root, file)))
  for (const file of [...(lock === undefined ? [] : [lock]), ...listSources(root)]) {
    const content = readFileSync(path.join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex').slice(0, 16)
}
