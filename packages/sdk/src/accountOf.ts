import type { LocalAccount } from 'viem'
import type { Chain } from './Assay.ts'
import { AccountMissing } from './errors.ts'

/** The account that acts. */
export function accountOf(chain: Chain): LocalAccount {
  if (chain.account === undefined) throw new AccountMissing()
  return chain.account
}
