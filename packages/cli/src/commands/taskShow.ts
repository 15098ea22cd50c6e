import { claimKinds, optimisticVerifierAbi } from '@assay/protocol'
import { type Assay, readLogs, readTask, type TaskView } from '@assay/sdk'
import type { Command } from 'commander'
import type { Hex } from 'viem'
import { connect } from '../connect.ts'
import { findTaskId } from '../findTaskId.ts'
import { readCliSettings } from '../settings.ts'
import { runAction } from '../terminal/runAction.ts'
import { formatAmount } from './amounts.ts'

const time = (seconds: bigint): string => (seconds === 0n ? '-' : new Date(Number(seconds) * 1000).toISOString())

/** What happens next, and who can make it happen. */
const nextOf = ({ state, acceptBy, submitBy, finalAt }: TaskView): string => {
  switch (state) {
    case 'Requested':
      return `a provider accepts before ${time(acceptBy)}; the client may cancel, from then on anybody`
    case 'Accepted':
      return `the provider submits before ${time(submitBy)}; from then on anybody may expire it`
    case 'Submitted':
      return `anybody who finds it wrong proves it; from ${time(finalAt)} on anybody may finalise it`
    default:
      return 'nothing: it has ended'
  }
}

const verdictOf = async (assay: Assay, taskId: Hex): Promise<string[]> => {
  const [verdict] = await readLogs(assay, {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    eventName: 'FraudProven',
    args: { taskId },
  })
  if (verdict === undefined) return []
  const { fraud, challenger, split } = verdict.args
  const stake = (amount: bigint) => formatAmount(assay, assay.contracts.assayToken, amount)
  return [
    `fraud         ${claimKinds[fraud.kind]} at node ${fraud.node}, element ${fraud.element}: committed ${fraud.committed}, recomputed ${fraud.recomputed}`,
    `convicted by  ${challenger} in ${verdict.transactionHash}`,
    `the lock      ${await stake(split.toClient)} to the client, ${await stake(split.bounty)} to challenger and finder, ${await stake(split.bonds)} for openings, ${await stake(split.burnt)} burnt`,
  ]
}

export const addTaskShow = (parent: Command): void => {
  parent
    .command('show')
    .description('a task as it stands on chain: state, money, deadlines, verdict, what comes next')
    .argument('<task>', 'its id, or the first 8 or more digits of it')
    .option('--json', 'print JSON', false)
    .action((text: string, options: { json: boolean }) =>
      runAction(options.json, async () => {
        const assay = await connect(readCliSettings())
        const taskId = await findTaskId(assay, text)
        const task = await readTask(assay, taskId)
        const lines = [
          `task ${taskId}  ${task.state}`,
          `model         ${task.modelId}`,
          `client        ${task.client}`,
          `provider      ${task.provider ?? `none yet (${task.wantedProvider ?? 'anybody'} may accept)`}`,
          `price         ${await formatAmount(assay, task.token, task.price)}`,
          `lock          ${await formatAmount(assay, assay.contracts.assayToken, task.lock)}`,
          `level         ${task.level}, trace ${task.traceMode}, window ${task.windowSec} s`,
          `deadlines     accept by ${time(task.acceptBy)}, submit by ${time(task.submitBy)}, final at ${time(task.finalAt)}`,
          `input root    ${task.inputRoot}`,
          `output root   ${task.outputRoot}`,
          `nodes root    ${task.nodesRoot}`,
          ...(task.state === 'Refuted' ? await verdictOf(assay, taskId) : []),
          `next          ${nextOf(task)}`,
        ]
        return { text: lines.join('\n'), json: task }
      }),
    )
}
