import { answersDue, type ModelCommitment } from '@assay/proof'
import type { TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import { formatEther } from 'viem'
import type { WatchtowerDeps } from './WatchtowerDeps.ts'

/**
 * Whether having a task's whole input shown costs no more than it may. The whole is what counts at every look, whatever of it is paid
 * for already: so prices that rise meanwhile do not lead beyond the limit.
 */
export const mayDemandInput = async (
  deps: Pick<WatchtowerDeps, 'demandCost' | 'inputSpendWei' | 'onDeclined'>,
  log: Logger,
  { taskId, provider, inputDigest }: TaskView,
  { program }: ModelCommitment,
): Promise<boolean> => {
  const { counts } = answersDue(program, 'input')
  const openings = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const costWei = await deps.demandCost(counts)
  const facts = { provider, openings, costWei: costWei.toString(), limitWei: deps.inputSpendWei.toString() }
  const words = `${openings} openings, which takes about ${formatEther(costWei)} of the chain's currency in bonds and gas`
  if (costWei <= deps.inputSpendWei) {
    log.info({ stage: 'demand', ...facts }, `task ${taskId}: its whole input is demanded: ${words}`)
    return true
  }
  deps.onDeclined?.()
  log.error(
    { stage: 'check', ...facts },
    `task ${taskId} is not checked: its input is withheld, and to demand it takes ${words}, more than the ${formatEther(deps.inputSpendWei)} of ASSAY_WATCHTOWER_INPUT_SPEND_WEI. Publish the input of digest ${inputDigest}, or raise that`,
  )
  return false
}
