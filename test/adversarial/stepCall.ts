import { type ModelCommitment, type ResultClaim, toHex } from '@assay/proof'
import { stepVerifierAbi } from '@assay/protocol'
import { type Address, encodeFunctionData } from 'viem'
import type { ReadOnlyCall } from './callMany.ts'

/** The step verifier's judgement of a proof against a claim, without a task. */
export function stepCall(to: Address, model: ModelCommitment, claim: ResultClaim, proof: Uint8Array): ReadOnlyCall {
  const { inputRoot, nodesRoot, outputRoot } = claim
  const roots = { inputRoot: toHex(inputRoot), nodesRoot: toHex(nodesRoot), outputRoot: toHex(outputRoot) }
  const args = [{ modelId: toHex(model.modelId), ...roots }, toHex(proof)] as const
  return { to, data: encodeFunctionData({ abi: stepVerifierAbi, functionName: 'verify', args }) }
}
