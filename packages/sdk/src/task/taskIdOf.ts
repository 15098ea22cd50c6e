import { type Address, encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from 'viem'
import type { TaskTerms } from '../quote/TaskTerms.ts'
import type { DialsView } from '../read/readTask.ts'

export interface Request {
  readonly chainId: number
  /** The OptimisticVerifier. */
  readonly verifier: Address
  readonly client: Address
  readonly terms: TaskTerms
  /** The deployment's, at the time of the request. */
  readonly dials: DialsView
}

const parameters = parseAbiParameters([
  'uint256 chainId, address verifier, address client, TaskTerms terms, Dials dials',
  'struct TaskTerms { bytes32 modelId; bytes32 inputRoot; bytes32 inputDigest; address provider; uint32 acceptSec; uint32 submitSec; uint32 windowSec; address token; uint8 level; uint8 traceMode; uint64 nonce; uint128 price; uint128 lock; }',
  'struct Dials { address stepVerifier; uint16 feeBps; uint16 lateBps; uint16 clientShareBps; uint16 bountyShareBps; uint16 reserveShareBps; }',
])

/** The name of a request, which is the hash of all of it (RULE T-7): contracts/types/Task.sol, without asking the chain. */
export const taskIdOf = ({ chainId, verifier, client, terms, dials }: Request): Hex =>
  keccak256(encodeAbiParameters(parameters, [BigInt(chainId), verifier, client, terms, dials]))
