import { formatTable } from '../terminal/formatTable.ts'
import { shortId } from '../terminal/shortId.ts'
import { duration } from './duration.ts'
import type { ChainStatus, OpenTasks, Status, WorkerStatus } from './Status.ts'

/** Amounts as text, with their token's symbol. */
export interface Amounts {
  readonly native: (wei: bigint) => string
  readonly stake: (amount: bigint) => string
  readonly payment: (amount: bigint) => string
}

const next = { Requested: 'be accepted', Accepted: 'be submitted', Submitted: 'become final' } as const

const deadline = ({ state, nearest }: OpenTasks): string => {
  if (nearest === undefined) return '-'
  const { taskId, leftSec } = nearest
  return leftSec >= 0
    ? `task ${shortId(taskId)} has ${duration(leftSec)} to ${next[state]}`
    : `task ${shortId(taskId)} is ${duration(leftSec)} past its deadline`
}

const chainLines = (chain: ChainStatus, amounts: Amounts): string[] => {
  const { account } = chain
  const names = Object.keys(chain.contracts)
  const width = Math.max(...names.map((name) => name.length))
  const money =
    account === undefined
      ? ['account    none: name one with --account or --as, or start a provider']
      : [
          `account    ${account.address}`,
          `for gas    ${amounts.native(account.native)}`,
          `stake      ${amounts.stake(account.free)} free, ${amounts.stake(account.locked)} locked, ${amounts.stake(account.unbonding)} unbonding`,
          `owed       ${amounts.payment(account.paymentCredit)}, ${amounts.stake(account.stakeCredit)}`,
        ]
  const tasks = chain.tasks.map((each) => [each.state, String(each.count), String(each.ours), deadline(each)])
  return [
    `network    chain ${chain.chainId} at ${chain.node}`,
    `head       block ${chain.block}, ${duration(chain.headAgeSec)} old`,
    ...names.map(
      (name, at) => `${at === 0 ? 'contracts  ' : '           '}${name.padEnd(width)}  ${chain.contracts[name]}`,
    ),
    ...money,
    '',
    formatTable(
      ['open tasks', 'all', 'ours', `nearest deadline (requested since block ${chain.fromBlock})`],
      tasks,
      [1, 2],
    ),
  ]
}

const jobs = ['waiting', 'active', 'delayed', 'failed'] as const

const workerRow = (worker: WorkerStatus): string[] => {
  if (!worker.up) return ['?', 'DOWN', '-', ...jobs.map(() => '-'), worker.url]
  const { report } = worker
  const counts = jobs.map((state) => (report.queue[state] === undefined ? '?' : String(report.queue[state])))
  return [report.worker, report.ok ? 'ready' : 'NOT READY', report.block ?? '-', ...counts, worker.url]
}

/** A status as people read it. */
export const formatStatus = (status: Status, amounts: Amounts): string => {
  const { chain, workers, alarms, absent } = status
  const chainPart = chain.reached ? chainLines(chain, amounts) : [`network    ${chain.node} is not reached`]
  const workerPart =
    workers.length === 0
      ? ['workers    none runs here']
      : [formatTable(['worker', 'state', 'block', ...jobs, 'at'], workers.map(workerRow), [2, 3, 4, 5, 6])]
  const absentPart = absent.length === 0 ? [] : [`not running at its default port: ${absent.join(', ')}`]
  const alarmPart =
    alarms.length === 0 ? ['no alarms'] : [`${alarms.length} to look at`, ...alarms.map((alarm) => `! ${alarm}`)]
  return [...chainPart, '', ...workerPart, ...absentPart, '', ...alarmPart].join('\n')
}
