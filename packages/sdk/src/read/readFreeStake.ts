import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** Stake of a provider that no task has locked, in smallest units: what it may lock with the next one (RULE S-1). */
export async function readFreeStake(assay: Assay, provider: Address): Promise<bigint> {
  const { free } = await readCall(assay, {
    address: assay.contracts.stakeVault,
    abi: stakeVaultAbi,
    functionName: 'accountOf',
    args: [provider],
  })
  return free
}
