import { toHex } from '@assay/proof'
import { type ClaimKind, claimKinds, optimisticVerifierAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { eventOf } from '../send/eventOf.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** What the EVM found, and who was paid what. */
export interface Conviction extends Sent {
  readonly kind: ClaimKind
  readonly node: bigint
  readonly element: bigint
  readonly committed: bigint
  readonly recomputed: bigint
  readonly provider: Address
  /** The price, back to the client. */
  readonly refund: bigint
  /** The lock, split; stake token. */
  readonly toClient: bigint
  /** Half of it is the finder's (RULE S-6): ours if nobody committed to it earlier. */
  readonly bounty: bigint
  /** Back to those who asked for the openings that led here. */
  readonly bonds: bigint
  /** Nobody's from now on; leaves the supply when the finding is settled. */
  readonly burnt: bigint
}

/** Shows a submitted result wrong; reverts (nothing is lost but gas, and simulation saves that) if it is not. */
export async function proveFraud(assay: Assay, taskId: Hex, proof: Uint8Array): Promise<Conviction> {
  const address = assay.contracts.optimisticVerifier
  const sent = await sendCall(assay, {
    address,
    abi: optimisticVerifierAbi,
    functionName: 'proveFraud',
    args: [taskId, toHex(proof)],
  })
  const { fraud, provider, refund, split } = eventOf(sent, address, optimisticVerifierAbi, 'FraudProven')
  // the ABI decoder refuses values the enum does not have
  const kind = claimKinds[fraud.kind] as ClaimKind
  return { ...sent, ...fraud, ...split, kind, provider, refund }
}
