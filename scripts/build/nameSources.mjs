// Part of every built program: stacks name the TypeScript. A map is read when a stack in its file is; what Node does itself
// (--enable-source-maps) reads all maps at the start, for 10 to 18 MB in each worker.
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

const here = new URL('.', import.meta.url).href
const maps = new Map()

const mapOf = (url) => {
  if (!maps.has(url)) {
    try {
      maps.set(url, new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${url}.map`), 'utf8'))))
    } catch {
      // a stack without it is better than another error in the place of this one
      maps.set(url, undefined)
    }
  }
  return maps.get(url)
}

const describe = (site) => {
  const text = String(site)
  const url = site.getFileName()
  if (typeof url !== 'string' || !url.startsWith(here)) return text
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()]
  const found = mapOf(url)?.findEntry(line - 1, column - 1)
  if (found?.originalSource === undefined) return text
  const source = fileURLToPath(new URL(found.originalSource, url))
  return text.replace(`${url}:${line}:${column}`, `${source}:${found.originalLine + 1}:${found.originalColumn + 1}`)
}

const headOf = (error) => {
  try {
    return String(error)
  } catch {
    return 'Error'
  }
}

Error.prepareStackTrace = (error, sites) =>
  [headOf(error), ...sites.map((site) => `    at ${describe(site)}`)].join('\n')
