import type { Status } from './Status.ts'

const MAX_HEAD_AGE_SEC = 180
const MAX_OVERDUE_SEC = 60
/** A local chain mines when there is something to mine. */
const LOCAL_CHAIN_ID = 31337

/** What somebody should look at, the gravest first, each with the next step. Pure. */
export const alarmsOf = ({ chain, workers }: Pick<Status, 'chain' | 'workers'>): string[] => {
  const alarms: string[] = []
  if (!chain.reached) alarms.push(`chain: ${chain.why}`)
  else {
    if (chain.chainId !== LOCAL_CHAIN_ID && chain.headAgeSec > MAX_HEAD_AGE_SEC)
      alarms.push(
        `chain: ${chain.node} has shown no new block for ${chain.headAgeSec} s. Ask another node (docs/runbooks/chain-stale.md).`,
      )
    for (const { state, nearest } of chain.tasks) {
      if (nearest === undefined || nearest.leftSec >= -MAX_OVERDUE_SEC) continue
      alarms.push(
        `task ${nearest.taskId}: ${state} although its deadline passed ${-nearest.leftSec} s ago. Anybody may call its exit: assay settle.`,
      )
    }
    if (chain.account !== undefined && chain.account.native === 0n)
      alarms.push(
        `account: ${chain.account.address} has nothing to pay gas with. Send it some of the chain's currency.`,
      )
  }
  for (const worker of workers) {
    if (!worker.up) {
      alarms.push(
        `worker: ${worker.url}: ${worker.why}. Start it, or correct ASSAY_STATUS_WORKERS (docs/runbooks/worker-down.md).`,
      )
      continue
    }
    for (const { name, ok, why, next } of worker.report.checks)
      if (!ok) alarms.push(`${worker.report.worker}: ${name}: ${why}. ${next ?? ''}`.trimEnd())
  }
  return alarms
}
