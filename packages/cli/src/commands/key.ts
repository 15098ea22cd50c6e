import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { decryptKeystore, encryptKeystore, KeystoreExists } from '@assay/keeper/keys'
import type { Command } from 'commander'
import { type Hex, isHex } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { FileInvalid, UsageError } from '../errors.ts'
import { passwordFor } from '../keys/passwordFor.ts'
import { readSecretLine } from '../keys/readSecretLine.ts'
import { runAction } from '../terminal/runAction.ts'

interface KeyOptions {
  readonly passwordFile?: string
  readonly keyFile?: string
  readonly json: boolean
}

const DEFAULT_FILE = 'assay-key.json'
const passwordOption = ['--password-file <file>', 'file with the password (default: it is asked for)'] as const
const jsonOption = ['--json', 'print JSON', false] as const

/** Writes a keystore that only its owner may read, and never over another. */
const store = async (file: string, privateKey: Hex, options: KeyOptions) => {
  // before a password is asked for, and again when it is written
  if (existsSync(file)) throw new KeystoreExists(file)
  const password = await passwordFor(options.passwordFile, 'new')
  const keystore = await encryptKeystore(privateKey, password)
  await writeFile(file, keystore, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new KeystoreExists(file) : error
  })
  const address = privateKeyToAddress(privateKey)
  const text = [
    `${address} in ${file}`,
    'Keep a copy of the file and the password apart from this machine: without both the account is lost.',
    `To act with it: ASSAY_KEYSTORE=${file} ASSAY_KEYSTORE_PASSWORD_FILE=... (workers: ASSAY_PROVIDER_KEYSTORE, ...)`,
  ].join('\n')
  return { text, json: { address, file } }
}

/** Never an argument: those stand in the shell's history and in the list of processes. */
const readKey = async (file: string | undefined): Promise<Hex> => {
  const text = file === undefined ? await readSecretLine('private key: ') : await readFile(file, 'utf8')
  const bare = text.trim()
  const key = bare.startsWith('0x') ? bare : `0x${bare}`
  if (!isHex(key) || key.length !== 66)
    throw new UsageError('that is no private key: it must be 64 hexadecimal digits (not shown here). Give it again.')
  return key
}

export const addKey = (key: Command): void => {
  key
    .command('new')
    .description('make a key and write it into an encrypted keystore')
    .argument('[file]', 'keystore to write', DEFAULT_FILE)
    .option(...passwordOption)
    .option(...jsonOption)
    .action((file: string, options: KeyOptions) =>
      runAction(options.json, () => store(file, generatePrivateKey(), options)),
    )
  key
    .command('import')
    .description('write a key that you have into an encrypted keystore; it is read from standard input')
    .argument('[file]', 'keystore to write', DEFAULT_FILE)
    .option('--key-file <file>', 'read the key from this file instead; delete it afterwards')
    .option(...passwordOption)
    .option(...jsonOption)
    .action((file: string, options: KeyOptions) =>
      runAction(options.json, async () => store(file, await readKey(options.keyFile), options)),
    )
  key
    .command('show')
    .description("a keystore's address, after opening it with its password; the key itself is never shown")
    .argument('[file]', 'keystore', DEFAULT_FILE)
    .option(...passwordOption)
    .option(...jsonOption)
    .action((file: string, options: KeyOptions) =>
      runAction(options.json, async () => {
        const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
          throw new FileInvalid(`${file} cannot be read (${cause.code}). Name a keystore, or make one: assay key new.`)
        })
        const password = await passwordFor(options.passwordFile, 'known')
        const address = privateKeyToAddress(await decryptKeystore(text, password, file))
        return { text: `${address} in ${file}, and the password opens it`, json: { address, file } }
      }),
    )
}
