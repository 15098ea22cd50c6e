import { type ModelCommitment, type ResultClaim, toHex } from '@assay/proof'
import { stepVerifierAbi } from '@assay/protocol'
import { type Address, encodeFunctionData } from 'viem'
import type { ReadOnlyCall } from './callMany.ts'

/** The step verifier's run of a whole program, without a task. */
export function replayCall(to: Address, model: ModelCommitment, claim: ResultClaim, trace: Uint8Array): ReadOnlyCall {
  const { inputRoot, nodesRoot, outputRoot } = claim
  const roots = { inputRoot: toHex(inputRoot), nodesRoot: toHex(nodesRoot), outputRoot: toHex(outputRoot) }
  const args = [{ modelId: toHex(model.modelId), ...roots }, toHex(trace)] as const
  return { to, data: encodeFunctionData({ abi: stepVerifierAbi, functionName: 'replay', args }) }
}
