import { type Address, encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from 'viem'

export interface FinderCommitment {
  readonly chainId: number
  /** The Findings contract. */
  readonly findings: Address
  readonly taskId: Hex
  /** Who is paid. */
  readonly challenger: Address
  /** keccak256 of the proof. */
  readonly proofHash: Hex
  readonly salt: Hex
}

const parameters = parseAbiParameters('uint256, address, bytes32, address, bytes32, bytes32')

/** The hash a finder commits to before it sends its proof (RULE S-6): Findings.commitmentOf, without asking the chain. */
export const findingCommitment = (of: FinderCommitment): Hex =>
  keccak256(
    encodeAbiParameters(parameters, [BigInt(of.chainId), of.findings, of.taskId, of.challenger, of.proofHash, of.salt]),
  )
