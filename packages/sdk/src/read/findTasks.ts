import { optimisticVerifierAbi, type TaskState } from '@assay/protocol'
import { type Address, type Hex, isAddressEqual } from 'viem'
import type { Assay } from '../Assay.ts'
import { mapBounded } from './mapBounded.ts'
import { readLogs } from './readLogs.ts'
import { readTask, type TaskView } from './readTask.ts'

export interface TaskQuery {
  readonly client?: Address
  readonly modelId?: Hex
  /** Who accepted. */
  readonly provider?: Address
  readonly states?: readonly TaskState[]
  /** Blocks in which the task was requested. */
  readonly fromBlock?: bigint
  readonly toBlock?: bigint
  /** At most so many, the newest. */
  readonly last?: number
}

const AT_ONCE = 16

/** The tasks that match, as they stand now, oldest first. */
export async function findTasks(assay: Assay, query: TaskQuery = {}): Promise<TaskView[]> {
  const { client, modelId, provider, states, fromBlock, toBlock, last = Number.POSITIVE_INFINITY } = query
  const logs = await readLogs(assay, {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    eventName: 'TaskRequested',
    args: { client, modelId },
    ...(fromBlock === undefined ? {} : { fromBlock }),
    ...(toBlock === undefined ? {} : { toBlock }),
  })
  const matches = (task: TaskView) =>
    // a node may have put another client or model into its events
    (client === undefined || isAddressEqual(task.client, client)) &&
    (modelId === undefined || task.modelId === modelId.toLowerCase()) &&
    (states === undefined || states.includes(task.state)) &&
    (provider === undefined || (task.provider !== undefined && isAddressEqual(task.provider, provider)))
  const found: TaskView[] = []
  // from the newest on, so that a few of many cost little
  for (let end = logs.length; end > 0 && found.length < last; end -= AT_ONCE) {
    const some = logs.slice(Math.max(0, end - AT_ONCE), end)
    const tasks = await mapBounded(some, AT_ONCE, ({ args }) => readTask(assay, args.taskId))
    found.unshift(...tasks.filter(matches))
  }
  return found.slice(Math.max(0, found.length - last))
}
