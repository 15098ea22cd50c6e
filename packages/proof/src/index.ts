export { commitModel, type ModelCommitment } from './commitModel.ts'
export { commitTrace, type TraceCommitment } from './commitTrace.ts'
export { equalBytes } from './equalBytes.ts'
export { EvidenceError, OwnTraceError, ProofError } from './errors.ts'
export { checkChunk } from './evidence/checkChunk.ts'
export { checkLeaves } from './evidence/checkLeaves.ts'
export { checkRoots } from './evidence/checkRoots.ts'
export { checkServed } from './evidence/checkServed.ts'
export { type Evidence, noEvidence, type ResultClaim } from './evidence/Evidence.ts'
export { type ClaimKind, claimCodes } from './fraud/ClaimKind.ts'
export type { OpenTrace } from './fraud/OpenTrace.ts'
export { proveElement } from './fraud/proveElement.ts'
export { proveOutput } from './fraud/proveOutput.ts'
export { provePadding } from './fraud/provePadding.ts'
export { provePaddingItem } from './fraud/provePaddingItem.ts'
export { type Recomputation, recompute } from './fraud/recompute.ts'
export { fromHex } from './fromHex.ts'
export {
  type Bytes32,
  HASH_BYTES,
  innerHash,
  leafHash,
  modelIdOf,
  programRootOf,
  sha256,
  traceRootOf,
  ZERO_HASH,
} from './hash.ts'
export { joinBytes } from './joinBytes.ts'
export { nextStep } from './steps/nextStep.ts'
export type { FetchStep, ProveStep, Step } from './steps/Step.ts'
export { stepWhenWithheld, type WithheldStep } from './steps/stepWhenWithheld.ts'
export { toHex } from './toHex.ts'
export { chunkTree } from './tree/chunkTree.ts'
export { HashTree } from './tree/HashTree.ts'
export { type ListTree, listTree } from './tree/listTree.ts'
export { TensorTree } from './tree/TensorTree.ts'
