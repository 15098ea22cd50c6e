import { describe, expect, test } from 'vitest'
import { SettingsError } from '../errors.ts'
import { kind } from './kind.ts'
import { readSettings } from './readSettings.ts'
import type { SettingsTable } from './types.ts'

const table = {
  jobs: { name: 'X_JOBS', kind: kind.integer(1, 64), unit: 'jobs', default: '4', what: 'jobs at a time' },
  share: { name: 'X_SHARE', kind: kind.fraction(), unit: 'share', default: '0.5', what: 'share of tasks' },
  price: { name: 'X_PRICE', kind: kind.amount(), unit: 'smallest unit', default: '0', what: 'lowest price' },
  node: {
    name: 'X_NODE',
    kind: kind.url('http', 'https'),
    unit: 'URL',
    default: 'http://127.0.0.1:1',
    what: 'the node',
  },
  models: { name: 'X_MODELS', kind: kind.modelIds(), unit: 'list', default: '', what: 'models' },
  file: { name: 'X_FILE', kind: kind.optional(kind.text()), unit: 'path', default: '', what: 'a file' },
  level: { name: 'X_LEVEL', kind: kind.oneOf('low', 'high'), unit: 'level', default: 'low', what: 'level' },
  key: { name: 'X_KEY', kind: kind.privateKey(), unit: 'key', default: null, what: 'signs transactions' },
} as const satisfies SettingsTable

const key = `0x${'1'.repeat(64)}`

const problemsOf = (environment: Record<string, string>) => {
  try {
    readSettings(table, environment)
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
  return []
}

describe('readSettings', () => {
  test('gives the defaults, typed', () => {
    expect(readSettings(table, { X_KEY: key })).toEqual({
      jobs: 4,
      share: 0.5,
      price: 0n,
      node: 'http://127.0.0.1:1',
      models: [],
      file: undefined,
      level: 'low',
      key,
    })
  })

  test('gives what the environment says', () => {
    const models = [`0x${'A'.repeat(64)}`, `0x${'b'.repeat(64)}`]
    const settings = readSettings(table, {
      X_KEY: key,
      X_JOBS: '64',
      X_PRICE: '12',
      X_FILE: 'a b',
      X_MODELS: models.join(' , '),
    })
    expect(settings.jobs).toBe(64)
    expect(settings.price).toBe(12n)
    expect(settings.file).toBe('a b')
    expect(settings.models).toEqual(models.map((id) => id.toLowerCase()))
  })

  test('names the variable, the limit, the value and the next step', () => {
    expect(problemsOf({ X_KEY: key, X_JOBS: '65' })).toEqual([
      'X_JOBS must be a whole number from 1 to 64 (jobs); it is "65". Correct it, or remove it for the default, 4.',
    ])
  })

  test('names what a missing setting is for', () => {
    expect(problemsOf({})).toEqual([
      'X_KEY is not set (signs transactions). It must be 0x and 64 hexadecimal digits (key). Set it in the environment or in .env.',
    ])
  })

  test('reports every problem at once', () => {
    expect(problemsOf({ X_JOBS: 'many', X_NODE: 'ftp://x' })).toHaveLength(3)
  })

  test('never shows a secret', () => {
    const [problem] = problemsOf({ X_KEY: '0x1234secret' })
    expect(problem).toContain('X_KEY')
    expect(problem).not.toContain('1234')
  })

  test.each([
    ['X_JOBS', ''],
    ['X_JOBS', '1.5'],
    ['X_JOBS', '1e1'],
    ['X_JOBS', '99999999999999999999'],
    ['X_SHARE', '1.1'],
    ['X_SHARE', '-0.1'],
    ['X_PRICE', '-1'],
    ['X_NODE', 'localhost'],
    ['X_MODELS', '0x12'],
    ['X_LEVEL', 'middle'],
  ])('refuses %s=%s', (name, value) => {
    const [problem, ...more] = problemsOf({ X_KEY: key, [name]: value })
    expect(problem).toContain(name)
    expect(more).toEqual([])
  })
})
