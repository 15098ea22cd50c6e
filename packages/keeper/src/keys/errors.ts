import { AssayError } from '@assay/program'
import { nodeName } from '@assay/sdk'
import type { SignerNames } from '../settings/signerSettings.ts'

const choices = ({ keystore, keystorePasswordFile, remoteSignerUrl }: SignerNames) =>
  `set ${keystore} and ${keystorePasswordFile} (assay key new makes a keystore, assay key import takes a key into one), or ${remoteSignerUrl}`

export class KeyMissing extends AssayError {
  constructor(names: SignerNames) {
    super(
      `no key to act with: ${names.keystore} is not set. To act, ${choices(names)}. On a local chain ${names.privateKey} will do.`,
    )
  }
}

export class KeyAmbiguous extends AssayError {
  constructor(given: readonly string[]) {
    super(`${given.join(' and ')} are set, and each names a key. Keep one of them.`)
  }
}

/** A key itself stands in the settings, and the chain is not a local one. */
export class RawKeyNotAllowed extends AssayError {
  constructor(names: SignerNames, chainId: number) {
    super(
      `${names.privateKey} holds a key itself, and chain ${chainId} is not a local one: settings end up in backups, shells and images. Instead ${choices(names)}. To use it all the same, set ASSAY_ALLOW_RAW_KEY=yes.`,
    )
  }
}

export class KeystoreInvalid extends AssayError {
  constructor(file: string, what: string) {
    super(
      `${file} is no keystore of version 3 that can be read: ${what}. Use a Web3 Secret Storage file, as assay key new, geth and Foundry write it.`,
    )
  }
}

export class KeystorePasswordWrong extends AssayError {
  constructor(file: string) {
    super(`the password does not open ${file}. Correct the password file, or use the keystore that it belongs to.`)
  }
}

export class KeystoreExists extends AssayError {
  constructor(file: string) {
    super(`${file} exists and is not overwritten: it may hold the only copy of a key. Choose another name.`)
  }
}

export class RemoteSignerUnreachable extends AssayError {
  constructor(url: string, cause: unknown) {
    const reason = cause instanceof Error ? ((cause.cause as { code?: string } | undefined)?.code ?? cause.name) : cause
    super(
      `the remote signer at ${nodeName(url)} did not answer (${reason}). Check that it runs and that the address is right, then try again.`,
      { cause, retryable: true },
    )
  }
}

export class RemoteSignerRefused extends AssayError {
  constructor(url: string, method: string, reason: string) {
    super(
      `the remote signer at ${nodeName(url)} refused ${method}: ${reason.slice(0, 300)}. Check its log and its rules for this account.`,
      { retryable: true },
    )
  }
}

export class RemoteSignerAccounts extends AssayError {
  constructor(url: string, known: readonly string[], wanted: string | undefined) {
    const has = known.length === 0 ? 'no account' : known.join(', ')
    super(
      `the remote signer at ${nodeName(url)} has ${has}; ${wanted === undefined ? 'which one acts is not said' : `${wanted} is wanted`}. Name one of its accounts, or give it the key.`,
    )
  }
}

/** A signer returned something else than the transaction it was given, signed. */
export class RemoteSignerAltered extends AssayError {
  constructor(url: string, what: string) {
    super(
      `the remote signer at ${nodeName(url)} returned ${what}. Nothing was sent. Check which signer answers there, and its version.`,
    )
  }
}
