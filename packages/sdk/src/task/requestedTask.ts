import { optimisticVerifierAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { TaskAltered } from '../errors.ts'
import type { TaskTerms } from '../quote/TaskTerms.ts'
import { nodeName } from '../rpc/nodeName.ts'
import { eventOf } from '../send/eventOf.ts'
import type { Sent } from '../send/TransactionRequest.ts'
import { taskIdOf } from './taskIdOf.ts'

/**
 * The task that a transaction of ours has requested. Throws TaskAltered where the node shows another than was asked for.
 * @param asked absent where a journal may have found the transaction of an earlier life, which may have asked on other terms
 */
export function requestedTask(assay: Assay, sent: Sent, asked?: TaskTerms): Hex {
  const verifier = assay.contracts.optimisticVerifier
  const { taskId, terms, dials } = eventOf(sent, verifier, optimisticVerifierAbi, 'TaskRequested')
  const client = accountOf(assay).address
  const due = taskIdOf({ chainId: assay.chainId, verifier, client, terms: asked ?? terms, dials })
  if (taskId !== due) throw new TaskAltered(nodeName(assay.rpcUrl), taskId, due)
  return taskId
}
