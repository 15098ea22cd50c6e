import { readFile } from 'node:fs/promises'
import type { SignerSettings } from '@assay/keeper/keys'
import type { Address, Hex } from 'viem'
import { IdentitiesInvalid } from './errors.ts'

/** An ordinary account: it sells compute at its own port, and buys it from the others. */
export interface Identity {
  readonly name: string
  /** 0: any free one. */
  readonly port: number
  readonly signer: SignerSettings
}

const LEAST = 2
const NAME = /^[a-z0-9-]{1,32}$/
const HEX_KEY = /^0x[0-9a-fA-F]{64}$/
const HEX_ADDRESS = /^0x[0-9a-fA-F]{40}$/
const MAX_PORT = 65_535

/** Reads the accounts of a canary. Throws IdentitiesInvalid, which says what to change. */
export const readIdentities = async (file: string): Promise<readonly Identity[]> => {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new IdentitiesInvalid(file, 'the file', `readable (it is not: ${cause.code})`)
  })
  return parseIdentities(text, file)
}

export const parseIdentities = (text: string, file: string): readonly Identity[] => {
  const list = parsed(text, file)
  if (!Array.isArray(list) || list.length < LEAST) {
    throw new IdentitiesInvalid(file, 'the whole', `a list of ${LEAST} accounts or more, so that one can ask another`)
  }
  const identities = list.map((entry, i) => identityOf(entry, `account ${i}`, file))
  if (new Set(identities.map(({ name }) => name)).size < identities.length) {
    throw new IdentitiesInvalid(file, 'each name', 'a different one')
  }
  return identities
}

const parsed = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new IdentitiesInvalid(file, 'the whole', 'JSON')
  }
}

const identityOf = (entry: unknown, where: string, file: string): Identity => {
  if (typeof entry !== 'object' || entry === null) throw new IdentitiesInvalid(file, where, 'an object')
  const fields = entry as Record<string, unknown>
  const text = (name: string, pattern = /^.+$/s, expected = 'a text'): string | undefined => {
    const value = fields[name]
    if (value === undefined) return undefined
    if (typeof value !== 'string' || !pattern.test(value))
      throw new IdentitiesInvalid(file, `${where}, ${name},`, expected)
    return value
  }
  const name = text('name', NAME, 'up to 32 small letters, digits and hyphens')
  if (name === undefined) throw new IdentitiesInvalid(file, `${where}, name,`, 'there')
  const { port } = fields
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > MAX_PORT) {
    throw new IdentitiesInvalid(file, `${where}, port,`, `a whole number from 0 to ${MAX_PORT}`)
  }
  return {
    name,
    port,
    signer: {
      keystore: text('keystore'),
      keystorePasswordFile: text('keystorePasswordFile'),
      remoteSignerUrl: text('remoteSignerUrl', /^https?:\/\/.+$/, 'a URL'),
      remoteSignerAddress: text('remoteSignerAddress', HEX_ADDRESS, 'an address') as Address | undefined,
      privateKey: text('privateKey', HEX_KEY, '0x and 64 hexadecimal digits') as Hex | undefined,
    },
  }
}
