import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

export interface OperatorLimits {
  /** Largest sum of locks at a time, in stake token, smallest unit. */
  readonly maxLocked: bigint
  /** Largest sum of locks taken on in one UTC day. */
  readonly maxPerDay: bigint
}

/** Lets a hot key serve for the account (RULE S-3). Lower limits hold at once; higher ones, and a first authorisation, after the key delay. */
export async function setOperator(assay: Assay, operator: Address, limits: OperatorLimits): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.stakeVault,
    abi: stakeVaultAbi,
    functionName: 'setOperator',
    args: [operator, limits.maxLocked, limits.maxPerDay],
  })
}
