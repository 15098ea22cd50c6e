import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { build, stop } from 'esbuild'
import { programs } from './programs.mjs'

/** Our packages, and those of others that are hundreds of small modules. The rest is imported from where npm put it. */
const BUNDLED = /^(@assay\/|viem|ox|abitype|zod|@noble\/|@scure\/)/
/** The URL of a module, or by it that of a program beside its source. */
const URLS = /(new URL\('\.\/(\w+)\.mjs', )?import\.meta\.url/g

/**
 * A source's text with URLs that are right in a built file, which lies two folders below the root beside all others, whatever its name.
 * A program's is its own, by which it knows that it was started; that of another module is its source's, from which the files of the
 * repository are found. Who starts a program as a thread has it beside itself.
 */
const withBuiltUrls = (text, source) => {
  const own = Object.keys(programs).find((name) => programs[name] === source)
  const place = own === undefined ? `../../${source}` : `./${own}.mjs`
  return text.replaceAll(URLS, (url, before = '', other) =>
    other in programs ? url : `${before}new URL('${place}', import.meta.url).href`,
  )
}

const packing = (root) => ({
  name: 'packing',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^[^./]/ }, ({ path: wanted, kind }) =>
      kind === 'entry-point' || BUNDLED.test(wanted) ? undefined : { path: wanted, external: true },
    )
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const source = path.relative(root, file).replaceAll('\\', '/')
      return { loader: 'ts', contents: withBuiltUrls(await readFile(file, 'utf8'), source) }
    })
  },
})

/**
 * The programs and what they share, in memory.
 * @returns the files, and the paths of the sources that they were made of, from the root
 */
export const bundle = async (root) => {
  try {
    const { outputFiles, metafile } = await build({
      absWorkingDir: root,
      entryPoints: programs,
      outdir: path.join(root, 'dist/build'),
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      inject: [path.join(root, 'scripts/build/nameSources.mjs')],
      // not linked: nameSources reads them when it needs them
      sourcemap: 'external',
      sourcesContent: false,
      metafile: true,
      write: false,
      logLevel: 'silent',
      plugins: [packing(root)],
    })
    const files = outputFiles.map(({ path: file, contents }) => ({ name: path.basename(file), contents }))
    return { files, sources: Object.keys(metafile.inputs) }
  } finally {
    // the compiler is a process, which would stay as long as this one
    await stop()
  }
}
