import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with the programs of `workerPrograms`, at their paths in the repository, as `.mjs`. */
    builtWorkers: string
  }
}

/** What tests start as a process again and again. */
export const workerPrograms = [
  'workers/canary/src/index.ts',
  'workers/inference/src/index.ts',
  'workers/settler/src/index.ts',
  'workers/watchtower/src/index.ts',
  'test/actors/lyingProvider.ts',
] as const
export type WorkerProgram = (typeof workerPrograms)[number]

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Our packages, and those of others that are hundreds of small modules. The rest is imported from where it is. */
const BUNDLED = /^(@assay\/|viem|ox|abitype|zod|@noble\/|@scure\/)/

/** A built file says the URL of its source, where folders and threads are found; a program its own, to know that it was started. */
const bundling = (dir: string): Plugin => ({
  name: 'bundling',
  setup: (build) => {
    build.onResolve({ filter: /^[^./]/ }, ({ path: wanted, kind }) =>
      kind === 'entry-point' || BUNDLED.test(wanted) ? undefined : { path: wanted, external: true },
    )
    build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const source = path.relative(root, file)
      const program = (workerPrograms as readonly string[]).includes(source)
      const url = pathToFileURL(program ? path.join(dir, builtName(source)) : file).href
      const text = await readFile(file, 'utf8')
      return { loader: 'ts', contents: text.replaceAll('import.meta.url', JSON.stringify(url)) }
    })
  },
})

/** Where a program is in the folder that `buildWorkers` gives. */
export const builtName = (program: string): string => program.replace(/\.ts$/, '.mjs')

/**
 * Makes the workers once for a run of the tests, with the compiler that tsx has: a process then starts in a fifth of the processor
 * time (docs/decisions/0029).
 */
export default async function buildWorkers(project: TestProject): Promise<() => Promise<void>> {
  // below node_modules, where what is not bundled is found
  const cache = path.join(root, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const dir = await mkdtemp(path.join(cache, 'workers-'))
  const remove = () => rm(dir, { recursive: true, force: true })
  const require = createRequire(import.meta.url)
  const { build } = createRequire(require.resolve('tsx'))('esbuild') as typeof import('esbuild')
  await build({
    absWorkingDir: root,
    entryPoints: [...workerPrograms],
    outdir: dir,
    outbase: root,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    plugins: [bundling(dir)],
  }).catch(async (error) => {
    await remove()
    throw error
  })
  project.provide('builtWorkers', dir)
  return remove
}
