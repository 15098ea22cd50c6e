import { existsSync } from 'node:fs'
import path from 'node:path'
import { buildId } from './buildId.mjs'
import { BuildFailed } from './errors.mjs'
import { listSources } from './listSources.mjs'
import { noteUse } from './noteUse.mjs'
import { removeUnused } from './removeUnused.mjs'
import { writeBuild } from './writeBuild.mjs'

/** Needed only when something changed, and it may be missing. */
const loadBundler = () =>
  import('./bundle.mjs').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new BuildFailed(
      'what the sources are now is not built yet, and esbuild is not installed. Run `node scripts/setup.mjs` (npm start does it itself).',
    )
  })

const compile = async (root) => {
  const { bundle } = await loadBundler()
  try {
    return await bundle(root)
  } catch (error) {
    if (error.errors === undefined) throw error
    const lines = error.errors.map(({ text, location }) =>
      location === null ? `  ${text}` : `  ${location.file}:${location.line}:${location.column}: ${text}`,
    )
    throw new BuildFailed(
      `the sources do not build:\n${lines.join('\n')}\nNothing was started. Correct it and run the command again.`,
    )
  }
}

/** A source that is not in the list could change unnoticed. */
const assertListed = (root, sources) => {
  const listed = new Set(listSources(root))
  const missing = sources.filter((source) => !listed.has(source) && !source.includes('node_modules/'))
  if (missing.length > 0)
    throw new BuildFailed(
      `scripts/build/listSources.mjs does not list ${missing.join(', ')}. Add what is missing there.`,
    )
}

/**
 * The folder of the programs as the sources are now: as it is if it is there, else built.
 * @param say told in one line that it was built, and how long it took
 * @throws BuildFailed, and the builds that are there stay
 */
export const ensureBuild = async (root, say = () => undefined) => {
  const dist = path.join(root, 'dist')
  for (;;) {
    const id = buildId(root)
    const folder = path.join(dist, id)
    if (!existsSync(folder)) {
      const started = performance.now()
      const { files, sources } = await compile(root)
      // somebody wrote while it read
      if (buildId(root) !== id) continue
      assertListed(root, sources)
      await writeBuild(folder, files)
      removeUnused(dist)
      say(`built in ${((performance.now() - started) / 1_000).toFixed(1)} s`)
    }
    if (noteUse(folder)) return folder
  }
}
