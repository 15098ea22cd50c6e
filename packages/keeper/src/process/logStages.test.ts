import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { logStages } from './logStages.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file) && !file.includes('node_modules') && !file.endsWith('.test.ts'))
    .map((file) => path.join(root, folder, file))

/** Stages that a variable holds: what a provider decided, and what it then did. */
const computed = ['accept', 'execute', 'accepted', 'submitted']
const sources = [...filesIn('packages/keeper/src', /\.ts$/), ...filesIn('workers', /src\/.*\.ts$/)]
const used = sources.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/stage: '([^']*)'/g)].map(([, stage = '']) => stage),
)
const known = Object.keys(logStages)

describe('the table of log stages', () => {
  test('has every stage that a line of source names', () => {
    expect(used.length).toBeGreaterThan(20)
    expect(used.filter((stage) => !known.includes(stage))).toEqual([])
  })

  test('has none that nobody uses', () => {
    expect(known.filter((stage) => !used.includes(stage) && !computed.includes(stage))).toEqual([])
  })

  test('every line that a worker logs has a stage', () => {
    for (const file of sources) {
      const calls = [...readFileSync(file, 'utf8').matchAll(/\blog\.(?:debug|info|warn|error|fatal)\(\s*(\S{0,12})/g)]
      for (const [call, first = ''] of calls) expect(first, `${file}: ${call}`).toMatch(/^[{f]/)
    }
  })

  test('has every stage that a runbook sends its reader to', () => {
    for (const file of filesIn('docs/runbooks', /\.md$/)) {
      const text = readFileSync(file, 'utf8')
      const named = [...text.matchAll(/stages? ((?:"|`)[a-z]+(?:"|`)(?:(?:, | and | or )(?:"|`)[a-z]+(?:"|`))*)/g)]
      const stages = named.flatMap(([, list = '']) => [...list.matchAll(/[a-z]{4,}/g)].map(([stage]) => stage))
      expect(
        stages.filter((stage) => !known.includes(stage)),
        file,
      ).toEqual([])
    }
  })
})
