import { optimisticVerifierAbi, type TaskState } from '@assay/protocol'
import { type Address, type Hex, isAddressEqual } from 'viem'
import type { Assay } from '../Assay.ts'
import { TaskNotFound } from '../errors.ts'
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

/** The tasks that match, as they stand now, oldest first. A request that a reorganisation undid, or a node invented, is none. */
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
  const matches = (task: TaskView | undefined): task is TaskView =>
    task !== undefined &&
    // a node may have put another client or model into its events
    (client === undefined || isAddressEqual(task.client, client)) &&
    (modelId === undefined || task.modelId === modelId.toLowerCase()) &&
    (states === undefined || states.includes(task.state)) &&
    (provider === undefined || (task.provider !== undefined && isAddressEqual(task.provider, provider)))
  const found: TaskView[] = []
  // from the newest on, so that a few of many cost little; nodes may show one request in the blocks of both sides of a reorganisation
  const ids = [...new Set(logs.map(({ args }) => args.taskId).toReversed())]
  for (let from = 0; from < ids.length && found.length < last; from += AT_ONCE) {
    const tasks = await mapBounded(ids.slice(from, from + AT_ONCE), AT_ONCE, (taskId) => readIfThere(assay, taskId))
    found.push(...tasks.filter(matches))
  }
  return found.slice(0, last).toReversed()
}

async function readIfThere(assay: Assay, taskId: Hex): Promise<TaskView | undefined> {
  try {
    return await readTask(assay, taskId)
  } catch (error) {
    if (error instanceof TaskNotFound) return undefined
    throw error
  }
}
