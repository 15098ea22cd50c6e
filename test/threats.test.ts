import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const text = readFileSync(path.join(root, 'THREATS.md'), 'utf8')

interface Link {
  readonly name: string
  readonly file: string
}

/** Links to tests, named as the test is. */
const links: Link[] = [...text.matchAll(/^- \[([^\n]+)\]\(([^)\n]+)\)$/gm)].map(([, name = '', file = '']) => ({
  name,
  file,
}))

/** A test of that name: a Solidity function, or what Vitest is told. */
const declares = (source: string, { name, file }: Link): boolean =>
  file.endsWith('.sol') ? source.includes(`function ${name}(`) : source.includes(name)

describe('THREATS.md', () => {
  test('has a rule and a test for every threat', () => {
    const threats = text.split(/^## /m).slice(1, -1)
    expect(threats.length).toBeGreaterThan(20)
    for (const threat of threats) {
      const [name] = threat.split('\n')
      expect(threat, name).toContain('**Rule.**')
      expect(threat.match(/^- \[/gm)?.length ?? 0, `tests of ${name}`).toBeGreaterThan(0)
    }
  })

  test.each(links)('$name is a test of $file', (link) => {
    const file = path.join(root, link.file)
    expect(existsSync(file), 'no such file').toBe(true)
    expect(declares(readFileSync(file, 'utf8'), link), 'no test of that name').toBe(true)
  })
})
