import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SettingsError } from '../errors.ts'
import { createLogger } from '../process/createLogger.ts'
import { encryptKeystore } from './encryptKeystore.ts'
import { KeyAmbiguous, KeyMissing, RawKeyNotAllowed } from './errors.ts'
import { openAccount } from './openAccount.ts'
import { requireSafeKey } from './requireSafeKey.ts'

const key = generatePrivateKey()
const password = 'correct horse "battery"'
let dir: string
let keystore: string
let keystorePasswordFile: string

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'assay-keys-'))
  keystore = path.join(dir, 'key.json')
  keystorePasswordFile = path.join(dir, 'password')
  await writeFile(keystore, await encryptKeystore(key, password, 1_024))
  await writeFile(keystorePasswordFile, `${password}\n`)
})
afterAll(() => rm(dir, { recursive: true }))

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('it was opened'),
    (error: Error) => error,
  )

describe('openAccount', () => {
  test('opens a keystore with the password of a file', async () => {
    const account = await openAccount({ keystore, keystorePasswordFile }, 'ASSAY_SETTLER')
    expect(account.address).toBe(privateKeyToAddress(key))
  })

  test('takes a raw key', async () => {
    expect((await openAccount({ privateKey: key }, 'ASSAY_SETTLER')).address).toBe(privateKeyToAddress(key))
  })

  test('says what to set when there is none, or too many', async () => {
    const none = await failure(openAccount({}, 'ASSAY_SETTLER'))
    expect(none).toBeInstanceOf(KeyMissing)
    for (const name of ['KEYSTORE', 'KEYSTORE_PASSWORD_FILE', 'REMOTE_SIGNER_URL', 'KEY'])
      expect(none.message).toContain(`ASSAY_SETTLER_${name}`)
    const both = await failure(openAccount({ keystore, privateKey: key }, 'ASSAY'))
    expect(both).toBeInstanceOf(KeyAmbiguous)
    expect(both.message).toContain('ASSAY_KEYSTORE and ASSAY_KEY')
    expect(both.message).not.toContain(key.slice(2))
  })

  test('says which file is missing, empty or not named', async () => {
    const gone = path.join(dir, 'gone')
    const empty = path.join(dir, 'empty')
    await writeFile(empty, '\n')
    for (const [settings, said] of [
      [{ keystore }, 'ASSAY_X_KEYSTORE_PASSWORD_FILE is not'],
      [{ keystore: gone, keystorePasswordFile }, `ASSAY_X_KEYSTORE names ${gone}`],
      [{ keystore, keystorePasswordFile: gone }, `ASSAY_X_KEYSTORE_PASSWORD_FILE names ${gone}`],
      [{ keystore, keystorePasswordFile: empty }, 'is empty'],
    ] as const) {
      const error = await failure(openAccount(settings, 'ASSAY_X'))
      expect(error, said).toBeInstanceOf(SettingsError)
      expect(error.message).toContain(said)
    }
  })

  test('what it opened is in no line that is logged afterwards, in any form', async () => {
    await openAccount({ keystore, keystorePasswordFile }, 'ASSAY_SETTLER')
    const lines: string[] = []
    const log = createLogger('settler', 'info', { write: (line: string) => void lines.push(line) })
    const error = new TypeError(`signing with ${key} failed`, { cause: new TypeError(key.slice(2)) })
    log.info({ key, deep: { er: { than: [key, password] } }, error }, `${key} ${password}`)
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain(key.slice(2))
    expect(lines[0]).not.toContain('battery')
    expect(JSON.parse(lines[0]!)).toMatchObject({ key: '(hidden)', msg: '(hidden) (hidden)' })
  })
})

describe('requireSafeKey', () => {
  test('lets a raw key be used on the local chain only, unless it is wanted expressly', () => {
    const raw = { privateKey: key } as const
    expect(() => requireSafeKey(raw, 'ASSAY_PROVIDER', 31_337)).not.toThrow()
    expect(() => requireSafeKey(raw, 'ASSAY_PROVIDER', 1)).toThrow(RawKeyNotAllowed)
    expect(() => requireSafeKey(raw, 'ASSAY_PROVIDER', 1)).toThrow('ASSAY_PROVIDER_KEYSTORE')
    expect(() => requireSafeKey({ ...raw, allowRawKey: 'yes' }, 'ASSAY_PROVIDER', 1)).not.toThrow()
    expect(() => requireSafeKey({ keystore, keystorePasswordFile }, 'ASSAY_PROVIDER', 1)).not.toThrow()
  })
})
