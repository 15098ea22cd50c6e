import { pbkdf2, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Keystore } from './Keystore.ts'

const KEY_BYTES = 32

/** The password's 32 bytes: 16 encrypt, 16 authenticate. */
export const deriveKey = async (
  password: string,
  derivation: Pick<Keystore['crypto'], 'kdf' | 'kdfparams'>,
): Promise<Buffer> => {
  const { kdf, kdfparams } = derivation as Keystore['crypto']
  if (kdf === 'pbkdf2') return promisify(pbkdf2)(password, kdfparams.salt, kdfparams.c, KEY_BYTES, 'sha256')
  const { n, r, p, salt } = kdfparams
  const options = { N: n, r, p, maxmem: 128 * r * (n + p + 8) }
  return new Promise((resolve, reject) =>
    scrypt(password, salt, KEY_BYTES, options, (error, key) => (error === null ? resolve(key) : reject(error))),
  )
}
