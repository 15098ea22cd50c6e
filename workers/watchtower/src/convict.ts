import type { Outcome } from '@assay/keeper'
import { encodeReplay, type ProveStep } from '@assay/proof'
import { ContractRevert } from '@assay/protocol'
import { RpcUnreachable, type TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import type { HonestRun, WatchtowerDeps } from './WatchtowerDeps.ts'

/** Refutes a result with the proof that one element of it is wrong. */
export const convict = async (
  deps: WatchtowerDeps,
  log: Logger,
  task: TaskView,
  { model }: Pick<HonestRun, 'model'>,
  step: ProveStep,
): Promise<Outcome> => {
  const { claim, node, element, committed, recomputed, proof } = step
  const op = model.program.nodes[node]?.op ?? 'padding'
  const facts = {
    claim,
    node,
    op,
    element,
    committed: committed.toString(),
    recomputed: recomputed.toString(),
    proofBytes: proof.length,
  }
  try {
    await deps.finder?.commit(task, proof)
    const conviction = await deps.proveFraud(task.taskId, proof)
    log.info(
      {
        ...{ stage: 'convicted', provider: task.provider, ...facts },
        ...{ gas: conviction.receipt.gasUsed.toString(), transaction: conviction.hash },
        ...{
          bounty: conviction.bounty.toString(),
          toClient: conviction.toClient.toString(),
          burnt: conviction.burnt.toString(),
        },
      },
      `task ${task.taskId}: convicted, ${claim} at node ${node} (${op}), element ${element}: committed ${committed}, recomputed ${recomputed}`,
    )
    deps.onConvicted?.(task, step, conviction)
    return ended(deps, task, 'convicted')
  } catch (error) {
    if (!(error instanceof ContractRevert)) throw error
    const overtaken = await unlessSubmitted(deps, log, task)
    if (overtaken === undefined) throw error
    return overtaken
  }
}

/**
 * Refutes a result by having the chain run the whole program, for which nothing of the provider's trace is needed.
 * @returns undefined where the chain, or the way to it, does not take so large a transaction: there is the other way
 */
export const convictByReplay = async (
  deps: WatchtowerDeps,
  log: Logger,
  task: TaskView,
  { model, trace }: Pick<HonestRun, 'model' | 'trace'>,
): Promise<Outcome | undefined> => {
  const { taskId, provider } = task
  try {
    const bytes = encodeReplay(model, trace)
    await deps.finder?.commit(task, bytes)
    const { state, receipt, hash } = await deps.replayTask(taskId, bytes)
    const facts = { provider, claim: 'WrongReplay', proofBytes: bytes.length, gas: receipt.gasUsed.toString() }
    if (state === 'Refuted')
      log.info(
        { stage: 'convicted', ...facts, transaction: hash },
        `task ${taskId}: convicted, the chain ran its program whole and came to another result`,
      )
    // the chain's word: nobody is paid for nothing, but this machine computes what the chain does not
    else
      log.error(
        { stage: 'check', ...facts, transaction: hash },
        `task ${taskId}: the chain ran its program whole and found the result right, which this watchtower found wrong. Check this machine with assay doctor`,
      )
    return ended(deps, task, state === 'Refuted' ? 'convicted: replay' : 'found right: replay', state)
  } catch (error) {
    if (error instanceof RpcUnreachable) throw error
    const overtaken = await unlessSubmitted(deps, log, task)
    if (overtaken !== undefined) return overtaken
    log.warn(
      { stage: 'check', error },
      `task ${taskId}: the chain does not run its program whole (${error instanceof Error ? error.message : error}): its trace is demanded instead`,
    )
    return undefined
  }
}

/** What became of the task, if it is over: by somebody else, for our own transaction has failed. */
const unlessSubmitted = async (deps: WatchtowerDeps, log: Logger, task: TaskView): Promise<Outcome | undefined> => {
  const { state } = await deps.readTask(task.taskId)
  if (state === 'Submitted') return undefined
  deps.onEnded?.(task.taskId, { state, by: 'others' })
  log.info({ stage: 'check' }, `task ${task.taskId}: somebody was faster, it is ${state}`)
  await deps.finder?.reveal(task.taskId)
  return { did: `overtaken: ${state}` }
}

const ended = (
  deps: WatchtowerDeps,
  { taskId }: TaskView,
  did: string,
  state: 'Final' | 'Refuted' = 'Refuted',
): Outcome => {
  deps.onEnded?.(taskId, { state, by: 'self' })
  // the next look reveals the finding
  return deps.finder === undefined ? { did } : { did, again: { afterMs: 0 } }
}
