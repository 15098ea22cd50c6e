import type { Address, Hex } from 'viem'

/** Where the contracts stand on one chain: deployments/<chainId>.json. */
export interface Deployment {
  readonly chainId: number
  /** Nothing of Assay happened before this block. */
  readonly startBlock: bigint
  /** Hash of block 0: tells a restarted local chain from the one deployed to. */
  readonly genesis: Hex
  readonly contracts: DeployedContracts
}

export interface DeployedContracts {
  readonly assayToken: Address
  readonly stakeVault: Address
  /** Checks programs for the registry. */
  readonly programValidator: Address
  readonly modelRegistry: Address
  readonly optimisticVerifier: Address
  /** Openings of withheld traces, and what decides about them. */
  readonly openings: Address
  readonly openingVerifier: Address
  /** Finders' commitments and their part of bounties. */
  readonly findings: Address
  readonly quotes: Address
  /** The guardian's brake on new tasks. */
  readonly requestGate: Address
  readonly stepVerifier: Address
  /** Brings results to contracts that wait for them. */
  readonly resultDelivery: Address
  /** Owns verifier and gate on public networks; absent where a plain account does. */
  readonly timelock?: Address
  /** A token tasks may be paid in; the local dollar on a local chain. */
  readonly paymentToken?: Address
}
