import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { decryptKeystore } from './decryptKeystore.ts'
import { encryptKeystore } from './encryptKeystore.ts'
import { KeystoreInvalid, KeystorePasswordWrong } from './errors.ts'

// The two files of the format's definition (Web3 Secret Storage, "Test Vectors").
const SECRET = '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d'
const PASSWORD = 'testpassword'
const PBKDF2 = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: {
      c: 262144,
      dklen: 32,
      prf: 'hmac-sha256',
      salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
    },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
}
const SCRYPT = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '83dbcc02d8ccb40e466191a123791e0e' },
    ciphertext: 'd172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c',
    kdf: 'scrypt',
    kdfparams: {
      dklen: 32,
      n: 262144,
      p: 8,
      r: 1,
      salt: 'ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19',
    },
    mac: '2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
}
const LOW_COST = 1_024
const text = (keystore: object) => JSON.stringify(keystore)

describe('a keystore', () => {
  test.each([
    ['PBKDF2', PBKDF2],
    ['PBKDF2 under "Crypto"', { version: 3, Crypto: PBKDF2.crypto }],
  ])("of the format's definition opens: %s", async (_what, keystore) => {
    expect(await decryptKeystore(text(keystore), PASSWORD, 'file')).toBe(SECRET)
  })

  test('that was written opens again, with its password only', async () => {
    const key = generatePrivateKey()
    const keystore = await encryptKeystore(key, 'p\u00e4ss "word"', LOW_COST)
    expect(await decryptKeystore(keystore, 'p\u00e4ss "word"', 'file')).toBe(key)
    expect(keystore).not.toContain(key.slice(2))
    expect(JSON.parse(keystore).address).toBe(privateKeyToAddress(key).slice(2).toLowerCase())
    await expect(decryptKeystore(keystore, 'pass "word"', 'a.json')).rejects.toThrow(KeystorePasswordWrong)
    await expect(decryptKeystore(keystore, 'pass "word"', 'a.json')).rejects.toThrow('a.json')
  })

  test('is written with the cost of geth', async () => {
    const keystore = JSON.parse(await encryptKeystore(generatePrivateKey(), 'x'))
    expect(keystore.crypto.kdfparams).toMatchObject({ n: 262_144, r: 8, p: 1, dklen: 32 })
  })

  test('of which a byte was changed does not open', async () => {
    const { crypto } = PBKDF2
    const changed = { ...PBKDF2, crypto: { ...crypto, ciphertext: crypto.ciphertext.replace('53', '54') } }
    await expect(decryptKeystore(text(changed), PASSWORD, 'file')).rejects.toThrow(KeystorePasswordWrong)
    const stranger = { ...PBKDF2, address: '1'.repeat(40) }
    await expect(decryptKeystore(text(stranger), PASSWORD, 'file')).rejects.toThrow(KeystoreInvalid)
  })

  test("of the format's definition with scrypt and r = 1, which OpenSSL does not compute, is refused in words", async () => {
    const opening = decryptKeystore(text(SCRYPT), PASSWORD, 'file')
    await expect(opening).rejects.toThrow('n of 262144 with r of 1 is not computed by OpenSSL')
  })

  test.each([
    ['no JSON', '{'],
    ['another version', text({ ...SCRYPT, version: 1 })],
    ['another cipher', text({ ...SCRYPT, crypto: { ...SCRYPT.crypto, cipher: 'aes-128-cbc' } })],
    [
      'another hash',
      text({ ...PBKDF2, crypto: { ...PBKDF2.crypto, kdfparams: { ...PBKDF2.crypto.kdfparams, prf: 'x' } } }),
    ],
    ['a key of another length', text({ ...SCRYPT, crypto: { ...SCRYPT.crypto, ciphertext: 'd172' } })],
    [
      'a bomb of memory',
      text({ ...SCRYPT, crypto: { ...SCRYPT.crypto, kdfparams: { ...SCRYPT.crypto.kdfparams, n: 2 ** 30 } } }),
    ],
    [
      'a bomb of time',
      text({ ...PBKDF2, crypto: { ...PBKDF2.crypto, kdfparams: { ...PBKDF2.crypto.kdfparams, c: 2 ** 40 } } }),
    ],
  ])('with %s is refused at once, by name', async (_what, keystore) => {
    const failure = await decryptKeystore(keystore, PASSWORD, 'a.json').catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(KeystoreInvalid)
    expect((failure as Error).message).toContain('a.json')
  })
})
