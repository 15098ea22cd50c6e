import { optimisticVerifierAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { RequestMisreported, TaskAltered } from '../errors.ts'
import type { TaskTerms } from '../quote/TaskTerms.ts'
import { nodeName } from '../rpc/nodeName.ts'
import { eventOf } from '../send/eventOf.ts'
import type { Sent } from '../send/TransactionRequest.ts'
import { taskIdOf } from './taskIdOf.ts'

/**
 * The task that a transaction of ours has requested. Where the node shows another than was asked for it throws RequestMisreported, or, without `asked`,
 * TaskAltered: it may be asked again.
 * @param asked absent where the request has a name: a journal may have found the transaction of an earlier life, which may have asked on other terms
 */
export function requestedTask(assay: Assay, sent: Sent, asked?: TaskTerms): Hex {
  const verifier = assay.contracts.optimisticVerifier
  const { taskId, terms, dials } = eventOf(sent, verifier, optimisticVerifierAbi, 'TaskRequested')
  const client = accountOf(assay).address
  const due = taskIdOf({ chainId: assay.chainId, verifier, client, terms: asked ?? terms, dials })
  if (taskId === due) return taskId
  const node = nodeName(assay.rpcUrl)
  throw asked === undefined ? new TaskAltered(node, taskId, due) : new RequestMisreported(node, sent.hash, taskId, due)
}
