import { kind } from './kind.ts'
import type { SettingsTable } from './types.ts'

/** The variables that say where a key is. */
export const signerNames = (prefix: string) =>
  ({
    privateKey: `${prefix}_KEY`,
    keystore: `${prefix}_KEYSTORE`,
    keystorePasswordFile: `${prefix}_KEYSTORE_PASSWORD_FILE`,
    remoteSignerUrl: `${prefix}_REMOTE_SIGNER_URL`,
    remoteSignerAddress: `${prefix}_REMOTE_SIGNER_ADDRESS`,
  }) as const

export type SignerNames = ReturnType<typeof signerNames>

/**
 * Rows for an account that signs: in an encrypted keystore, at a remote signer, or, on a local chain, as a raw key.
 * @param prefix of the names, as in ASSAY_SETTLER
 * @param what the account is for
 */
export const signerSettings = (prefix: string, what: string) => {
  const names = signerNames(prefix)
  return {
    keystore: {
      name: names.keystore,
      kind: kind.optional(kind.text()),
      unit: 'path',
      default: '',
      what: `${what}. Its key, encrypted (Web3 Secret Storage, as assay key new, geth and Foundry write it)`,
    },
    keystorePasswordFile: {
      name: names.keystorePasswordFile,
      kind: kind.optional(kind.text()),
      unit: 'path',
      default: '',
      what: "file with the keystore's password",
    },
    remoteSignerUrl: {
      name: names.remoteSignerUrl,
      kind: kind.optional(kind.secretUrl('http', 'https')),
      unit: 'URL',
      default: '',
      what: 'instead of a keystore: a signer that holds the key and speaks eth_signTransaction, such as web3signer',
    },
    remoteSignerAddress: {
      name: names.remoteSignerAddress,
      kind: kind.optional(kind.address()),
      unit: 'address',
      default: '',
      what: "which of the remote signer's accounts; needed if it has several",
    },
    privateKey: {
      name: names.privateKey,
      kind: kind.optional(kind.privateKey()),
      unit: 'key',
      default: '',
      what: 'instead of a keystore, on a local chain: the key itself, readable for whoever sees the settings',
    },
    allowRawKey: {
      name: 'ASSAY_ALLOW_RAW_KEY',
      kind: kind.oneOf('yes', 'no'),
      unit: 'yes or no',
      default: 'no',
      what: 'whether keys themselves may stand in the settings on other than local chains',
    },
  } as const satisfies SettingsTable
}
