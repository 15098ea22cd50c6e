import { expect, test } from 'vitest'
import { kind } from '../settings/kind.ts'
import { readSettings } from '../settings/readSettings.ts'
import { withoutSecrets } from './secrets.ts'

const table = {
  node: {
    name: 'X_NODE',
    kind: kind.secretUrls('http', 'https'),
    unit: 'URLs',
    default: 'http://127.0.0.1:8545',
    what: 'n',
  },
  queue: {
    name: 'X_QUEUE',
    kind: kind.secretUrl('postgres'),
    unit: 'URL',
    default: 'postgres://a:password@h/x',
    what: 'q',
  },
} as const

test('secret settings are hidden as they are read: keys in paths, passwords, whole addresses; hosts stay', () => {
  const project = 'deadbeefdeadbeefdeadbeefdeadbeef'
  const node = `https://node.example/v3/${project},https://other.example`
  readSettings(table, { X_NODE: node, X_QUEUE: 'postgres://me:p%40ssw0rd@db.example/x' })
  const line = `at https://node.example/v3/${project} and https://other.example; ${project}; postgres://me:p%40ssw0rd@db.example/x p@ssw0rd`
  expect(withoutSecrets(line)).toBe(
    'at https://node.example/… and https://other.example; (hidden); postgres://db.example/… (hidden)',
  )
})

test('defaults are no secrets: the word "password" may be logged', () => {
  readSettings(table, {})
  expect(withoutSecrets('the password at http://127.0.0.1:8545')).toBe('the password at http://127.0.0.1:8545')
})

test('a secret that is refused as a setting is hidden too', () => {
  expect(() => readSettings(table, { X_QUEUE: 'mysql-s3cr3t' })).toThrow()
  expect(withoutSecrets('mysql-s3cr3t')).toBe('(hidden)')
})
