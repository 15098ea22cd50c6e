import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'THREATS.md',
  'deploy/README.md',
  'docs/runbooks/canary-unconvicted.md',
  'docs/format.md',
  'docs/gas.md',
  'docs/metrics.md',
  'docs/protocol.md',
  'models/digits/README.md',
  'models/zoo/README.md',
  'vectors/README.md',
]

describe('documentation', () => {
  test.each(pages)('%s links to files that exist', (page) => {
    const text = readFileSync(path.join(root, page), 'utf8')
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map((match) => match[1] ?? '')
      .filter((link) => !/^https?:/.test(link))
    expect(links.filter((link) => !existsSync(path.resolve(root, path.dirname(page), link)))).toEqual([])
  })
})
