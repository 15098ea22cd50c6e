import { createCipheriv, randomBytes, randomUUID } from 'node:crypto'
import { type Hex, hexToBytes, keccak256 } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { deriveKey } from './deriveKey.ts'

/** geth's: about a second and 256 MiB. */
const SCRYPT = { n: 262_144, r: 8, p: 1 }
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/**
 * A private key as a keystore (Web3 Secret Storage, version 3).
 * @param n cost of a guess at the password; lower it in tests only
 */
export const encryptKeystore = async (privateKey: Hex, password: string, n = SCRYPT.n): Promise<string> => {
  const salt = randomBytes(32)
  const iv = randomBytes(16)
  const kdfparams = { ...SCRYPT, n, dklen: 32 as const, salt }
  const derived = await deriveKey(password, { kdf: 'scrypt', kdfparams })
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv)
  const ciphertext = Buffer.concat([cipher.update(hexToBytes(privateKey)), cipher.final()])
  const keystore = {
    version: 3,
    id: randomUUID(),
    address: privateKeyToAddress(privateKey).slice(2).toLowerCase(),
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: hex(iv) },
      ciphertext: hex(ciphertext),
      kdf: 'scrypt',
      kdfparams: { ...kdfparams, salt: hex(salt) },
      mac: keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext])).slice(2),
    },
  }
  return `${JSON.stringify(keystore, null, 2)}\n`
}
