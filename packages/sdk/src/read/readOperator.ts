import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** A hot key of a provider, as it stands at the head. Amounts in stake token, smallest unit. */
export interface OperatorView {
  readonly provider: Address
  readonly operator: Address
  /** Whether it may serve now. */
  readonly active: boolean
  readonly maxLocked: bigint
  readonly maxPerDay: bigint
  /** Locked by its tasks; taken on since 00:00 UTC. */
  readonly locked: bigint
  readonly lockedToday: bigint
  /** Limits that hold from `at` on, seconds since 1970. */
  readonly raise?: { readonly maxLocked: bigint; readonly maxPerDay: bigint; readonly at: bigint }
}

export async function readOperator(assay: Assay, provider: Address, operator: Address): Promise<OperatorView> {
  const key = await readCall(assay, {
    address: assay.contracts.stakeVault,
    abi: stakeVaultAbi,
    functionName: 'operatorOf',
    args: [provider, operator],
  })
  const { active, maxLocked, maxPerDay, locked, lockedInDay, raisedAt } = key
  const raise = { maxLocked: key.raisedMaxLocked, maxPerDay: key.raisedMaxPerDay, at: raisedAt }
  return {
    ...{ provider, operator, active, maxLocked, maxPerDay, locked, lockedToday: lockedInDay },
    ...(raisedAt === 0n ? {} : { raise }),
  }
}
