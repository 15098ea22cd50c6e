import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { askNode } from './askNode.ts'
import { readBalance } from './readBalance.ts'
import { readCall } from './readCall.ts'
import { readCredit } from './readCredit.ts'

/** All money of an account. Amounts are in the smallest unit of their token. */
export interface AccountView {
  readonly address: Address
  /** Wei, for gas. */
  readonly native: bigint
  /** Stake tokens in its wallet. */
  readonly stakeBalance: bigint
  /** Its stake: unused, locked by tasks, on its way out. */
  readonly free: bigint
  readonly locked: bigint
  readonly unbonding: bigint
  /** Seconds since 1970 from which `unbonding` may be withdrawn; 0n: nothing unbonds. */
  readonly unbondsAt: bigint
  /** Compensation and bounties in the vault, withdrawable at once. */
  readonly stakeCredit: bigint
  /** The deployment's payment token; 0n where it names none: in its wallet, and owed by the verifier. */
  readonly paymentBalance: bigint
  readonly paymentCredit: bigint
}

export async function readAccount(assay: Assay, address: Address): Promise<AccountView> {
  const { stakeVault, assayToken, paymentToken } = assay.contracts
  const [native, stakeBalance, stake, paymentBalance, paymentCredit] = await Promise.all([
    askNode(assay, (client) => client.getBalance({ address })),
    readBalance(assay, assayToken, address),
    readCall(assay, { address: stakeVault, abi: stakeVaultAbi, functionName: 'accountOf', args: [address] }),
    paymentToken === undefined ? 0n : readBalance(assay, paymentToken, address),
    paymentToken === undefined ? 0n : readCredit(assay, address, paymentToken),
  ])
  const { free, locked, unbonding, unbondsAt, credit } = stake
  return {
    ...{ address, native, stakeBalance, free, locked, unbonding, unbondsAt },
    ...{ stakeCredit: credit, paymentBalance, paymentCredit },
  }
}
