import { createDecipheriv, timingSafeEqual } from 'node:crypto'
import { type Hex, isAddressEqual, keccak256, toHex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { deriveKey } from './deriveKey.ts'
import { KeystoreInvalid, KeystorePasswordWrong } from './errors.ts'
import { keystoreSchema } from './Keystore.ts'

/**
 * The private key in a keystore (Web3 Secret Storage, version 3).
 * @param file for messages
 * @throws KeystoreInvalid, KeystorePasswordWrong
 */
export const decryptKeystore = async (text: string, password: string, file: string): Promise<Hex> => {
  const { crypto, address } = parse(text, file)
  const derived = await deriveKey(password, crypto)
  const mac = keccak256(Buffer.concat([derived.subarray(16, 32), crypto.ciphertext]), 'bytes')
  if (!timingSafeEqual(mac, crypto.mac)) throw new KeystorePasswordWrong(file)
  const cipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), crypto.cipherparams.iv)
  const key = toHex(Buffer.concat([cipher.update(crypto.ciphertext), cipher.final()]))
  const own = privateKeyToAddress(key)
  const said = address === undefined || address === '' ? own : (`0x${address.replace(/^0x/, '')}` as const)
  if (!isAddressEqual(said, own)) throw new KeystoreInvalid(file, `it says that it holds ${said}; it holds ${own}`)
  return key
}

const parse = (text: string, file: string) => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new KeystoreInvalid(file, 'it is no JSON')
  }
  const parsed = keystoreSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new KeystoreInvalid(file, `${issue?.path.join('.') || 'it'}: ${issue?.message}`)
}
