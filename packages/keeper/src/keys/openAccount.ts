import { readFile } from 'node:fs/promises'
import type { Address, Hex, LocalAccount } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { SettingsError } from '../errors.ts'
import { hideSecret } from '../process/secrets.ts'
import { type SignerNames, signerNames } from '../settings/signerSettings.ts'
import { decryptKeystore } from './decryptKeystore.ts'
import { KeyAmbiguous, KeyMissing } from './errors.ts'
import { readPassword } from './readPassword.ts'
import { remoteSigner } from './remoteSigner.ts'

/** Where a key may be, as settings say it; all of them may be absent. */
export interface SignerSettings {
  readonly privateKey?: Hex | undefined
  readonly keystore?: string | undefined
  readonly keystorePasswordFile?: string | undefined
  readonly remoteSignerUrl?: string | undefined
  readonly remoteSignerAddress?: Address | undefined
}

/**
 * The account that settings name: in an encrypted keystore, at a remote signer, or as a raw key. Whether a raw key may be used is
 * decided when the chain is known (`requireSafeKey`).
 * @param prefix of the settings' names, as in ASSAY_SETTLER
 * @throws KeyMissing, KeyAmbiguous, SettingsError, KeystoreInvalid, KeystorePasswordWrong, RemoteSignerUnreachable
 */
export const openAccount = async (settings: SignerSettings, prefix: string): Promise<LocalAccount> => {
  const names = signerNames(prefix)
  const { privateKey, keystore, remoteSignerUrl } = settings
  const given = [
    ...(keystore === undefined ? [] : [names.keystore]),
    ...(remoteSignerUrl === undefined ? [] : [names.remoteSignerUrl]),
    ...(privateKey === undefined ? [] : [names.privateKey]),
  ]
  if (given.length > 1) throw new KeyAmbiguous(given)
  if (keystore !== undefined) return privateKeyToAccount(await keyIn(keystore, settings.keystorePasswordFile, names))
  if (remoteSignerUrl !== undefined)
    return remoteSigner({ url: remoteSignerUrl, address: settings.remoteSignerAddress })
  if (privateKey === undefined) throw new KeyMissing(names)
  hideSecret(privateKey)
  return privateKeyToAccount(privateKey)
}

const keyIn = async (file: string, passwordFile: string | undefined, names: SignerNames): Promise<Hex> => {
  if (passwordFile === undefined)
    throw new SettingsError([
      `${names.keystore} is set, ${names.keystorePasswordFile} is not. Name a file that holds the keystore's password and that only this user may read.`,
    ])
  const password = await readPassword(passwordFile, names.keystorePasswordFile)
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new SettingsError([
      `${names.keystore} names ${file}, which cannot be read (${cause.code}). Correct the path, or make one: assay key new.`,
    ])
  })
  const key = await decryptKeystore(text, password, file)
  hideSecret(key)
  return key
}
