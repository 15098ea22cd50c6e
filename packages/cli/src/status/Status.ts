import type { HealthReport } from '@assay/keeper'
import type { AccountView } from '@assay/sdk'
import type { Address, Hex } from 'viem'

export const openStates = ['Requested', 'Accepted', 'Submitted'] as const
export type OpenState = (typeof openStates)[number]

/** Tasks of one state. */
export interface OpenTasks {
  readonly state: OpenState
  readonly count: number
  /** Those in which the account is client or provider. */
  readonly ours: number
  /** The task whose deadline is next, and the seconds left until then by the chain's count; negative: it has passed. */
  readonly nearest?: { readonly taskId: Hex; readonly leftSec: number }
}

export interface ChainStatus {
  readonly reached: true
  readonly node: string
  readonly chainId: number
  readonly block: bigint
  /** By this machine's clock. */
  readonly headAgeSec: number
  readonly contracts: Readonly<Record<string, Address>>
  /** Blocks in which the tasks below were requested. */
  readonly fromBlock: bigint
  readonly tasks: readonly OpenTasks[]
  /** Whose money is shown; absent where nobody is named. */
  readonly account?: AccountView
}

export interface ChainUnreached {
  readonly reached: false
  readonly node: string
  readonly why: string
}

export type WorkerReport = Omit<HealthReport, 'account'> & { readonly account: string }

export type WorkerStatus =
  | { readonly url: string; readonly up: true; readonly report: WorkerReport }
  | { readonly url: string; readonly up: false; readonly why: string }

/** Everything that `assay status` knows. */
export interface Status {
  readonly at: string
  readonly chain: ChainStatus | ChainUnreached
  readonly workers: readonly WorkerStatus[]
  /** Default ports at which nothing runs. */
  readonly absent: readonly string[]
  /** What somebody should look at, each with the next step. */
  readonly alarms: readonly string[]
}
