import type { Metrics } from '@assay/keeper'
import type { Hex } from 'viem'
import type { WatchtowerDeps } from './WatchtowerDeps.ts'

/** Counts what is checked, and keeps account of the results found wrong until they are refuted. */
export const countLies = (
  metrics: Pick<Metrics<'watchtower'>, 'checks' | 'convictions' | 'liesStanding' | 'liesEscaped'>,
): Required<Pick<WatchtowerDeps, 'onChecked' | 'onEnded'>> => {
  const standing = new Set<Hex>()
  return {
    onChecked: (taskId, result) => {
      metrics.checks.inc({ result })
      if (result === 'disagrees' || result === 'withheld') standing.add(taskId)
      metrics.liesStanding.set(standing.size)
    },
    onEnded: (taskId, { state, by }) => {
      if (!standing.delete(taskId)) return
      metrics.liesStanding.set(standing.size)
      if (state === 'Refuted') metrics.convictions.inc({ by })
      else if (state === 'Final') metrics.liesEscaped.inc()
    },
  }
}
