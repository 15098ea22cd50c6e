import { type Hex, toHex } from 'viem'
import { type HDAccount, mnemonicToAccount } from 'viem/accounts'

/** The mnemonic that every development chain funds. Public: never use it where money is. */
const MNEMONIC = 'test test test test test test test test test test test junk'

export interface DevAccount {
  readonly account: HDAccount
  readonly address: Hex
  readonly privateKey: Hex
}

/** One of anvil's funded accounts. */
export const devAccount = (addressIndex: number): DevAccount => {
  const account = mnemonicToAccount(MNEMONIC, { addressIndex })
  // A path of BIP-44 names a private key, so there always is one.
  return { account, address: account.address, privateKey: toHex(account.getHdKey().privateKey as Uint8Array) }
}
