import { chainTime } from '@assay/keeper/chainTime'
import { type Assay, findTasks, readAccount, readHead, type TaskView } from '@assay/sdk'
import { type Address, isAddressEqual } from 'viem'
import { type ChainStatus, type OpenState, type OpenTasks, openStates } from './Status.ts'

export interface ChainQuery {
  readonly assay: Assay
  readonly account: Address | undefined
  /** Blocks before the head in which tasks are looked for. */
  readonly blocks: bigint
}

const deadlineOf = (task: TaskView): bigint =>
  task.state === 'Requested' ? task.acceptBy : task.state === 'Accepted' ? task.submitBy : task.finalAt

const isOf = (task: TaskView, account: Address) =>
  isAddressEqual(task.client, account) || (task.provider !== undefined && isAddressEqual(task.provider, account))

const summarise = (
  state: OpenState,
  all: readonly TaskView[],
  account: Address | undefined,
  now: bigint,
): OpenTasks => {
  const tasks = all.filter((task) => task.state === state)
  const ours = account === undefined ? 0 : tasks.filter((task) => isOf(task, account)).length
  const first = tasks.reduce<TaskView | undefined>(
    (least, task) => (least === undefined || deadlineOf(task) < deadlineOf(least) ? task : least),
    undefined,
  )
  const nearest =
    first === undefined ? {} : { nearest: { taskId: first.taskId, leftSec: Number(deadlineOf(first) - now) } }
  return { state, count: tasks.length, ours, ...nearest }
}

/** What the chain says. */
export const readChain = async ({ assay, account, blocks }: ChainQuery, node: string): Promise<ChainStatus> => {
  const head = await readHead(assay)
  const { startBlock } = assay.deployment
  const fromBlock = head.number > startBlock + blocks ? head.number - blocks : startBlock
  const [now, view, tasks] = await Promise.all([
    chainTime(assay.publicClient),
    account === undefined ? undefined : readAccount(assay, account),
    findTasks(assay, { fromBlock, states: openStates }),
  ])
  const contracts = Object.entries(assay.contracts).filter(
    (entry): entry is [string, Address] => entry[1] !== undefined,
  )
  return {
    reached: true,
    node,
    chainId: assay.chainId,
    block: head.number,
    headAgeSec: Math.max(0, Math.round(Date.now() / 1_000 - Number(head.timestamp))),
    contracts: Object.fromEntries(contracts),
    fromBlock,
    tasks: openStates.map((state) => summarise(state, tasks, account, now)),
    ...(view === undefined ? {} : { account: view }),
  }
}
