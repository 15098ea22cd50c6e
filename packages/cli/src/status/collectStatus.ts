import { monitorPorts } from '@assay/keeper/settings'
import { type Assay, nodeName } from '@assay/sdk'
import { type Address, getAddress, isAddress } from 'viem'
import { alarmsOf } from './alarmsOf.ts'
import { readChain } from './readChain.ts'
import { readWorker } from './readWorker.ts'
import type { ChainStatus, ChainUnreached, Status, WorkerStatus } from './Status.ts'

export interface StatusOptions {
  /** Connects when it is first needed, and again after a failure. */
  readonly connect: () => Promise<Assay>
  readonly rpcUrl: string
  /** undefined: the provider's that runs here. */
  readonly account: Address | undefined
  readonly blocks: bigint
  /** Monitors; undefined: those of the default ports that answer. */
  readonly workers: readonly string[] | undefined
}

/** Workers at their default ports, and the names of those that do not run. */
const readDefaults = async (): Promise<{ workers: WorkerStatus[]; absent: string[] }> => {
  const names = Object.keys(monitorPorts) as (keyof typeof monitorPorts)[]
  const all = await Promise.all(names.map((name) => readWorker(`http://127.0.0.1:${monitorPorts[name]}`)))
  return { workers: all.filter(({ up }) => up), absent: names.filter((_, at) => all[at]?.up === false) }
}

/** Ours, if there is one: whoever looks at a provider wants to see its stake. */
const accountOf = (workers: readonly WorkerStatus[]): Address | undefined => {
  const reports = workers.flatMap((worker) => (worker.up ? [worker.report] : []))
  const account = (reports.find(({ worker }) => worker === 'inference') ?? reports[0])?.account
  return account !== undefined && isAddress(account) ? getAddress(account) : undefined
}

/** Looks at chain and workers. What cannot be reached is part of the answer, never an error. */
export const collectStatus = async (options: StatusOptions): Promise<Status & { readonly assay?: Assay }> => {
  const node = nodeName(options.rpcUrl)
  const { workers, absent } =
    options.workers === undefined
      ? await readDefaults()
      : { workers: await Promise.all(options.workers.map(readWorker)), absent: [] }
  let assay: Assay | undefined
  let chain: ChainStatus | ChainUnreached
  try {
    assay = await options.connect()
    const account = options.account ?? accountOf(workers)
    chain = await readChain({ assay, account, blocks: options.blocks }, node)
  } catch (error) {
    chain = { reached: false, node, why: error instanceof Error ? error.message : String(error) }
  }
  const alarms = alarmsOf({ chain, workers })
  return { at: new Date().toISOString(), chain, workers, absent, alarms, ...(assay === undefined ? {} : { assay }) }
}
