import { optimisticVerifierAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import type { TaskTerms } from '../quote/TaskTerms.ts'
import { readCall } from '../read/readCall.ts'
import { taskIdOf } from './taskIdOf.ts'

/** The id that a request of ours will have, known before it is sent (RULE T-7): under the dials that are in force now. */
export async function plannedTaskId(assay: Assay, terms: TaskTerms): Promise<Hex> {
  const verifier = assay.contracts.optimisticVerifier
  const client = accountOf(assay).address
  const dials = await readCall(assay, { address: verifier, abi: optimisticVerifierAbi, functionName: 'dials' })
  return taskIdOf({ chainId: assay.chainId, verifier, client, terms, dials })
}
