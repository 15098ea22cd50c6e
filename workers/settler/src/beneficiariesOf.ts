import type { FindingView, TaskView } from '@assay/sdk'
import type { Address } from 'viem'
import type { Exit } from './dueExit.ts'

/** Who is paid, or paid back, by an exit: whoever calls it pays its gas. */
export const beneficiariesOf = (
  exit: Exit,
  { client, provider }: Pick<TaskView, 'client' | 'provider'>,
  finding?: Pick<FindingView, 'convictor' | 'finder'>,
): readonly Address[] => {
  const named = (...accounts: (Address | undefined)[]) => accounts.filter((account) => account !== undefined)
  switch (exit.kind) {
    case 'cancel':
    case 'expire':
      return [client]
    case 'finalise':
      return named(provider)
    case 'settleFinding':
      return named(finding?.finder ?? finding?.convictor)
    // the bounty is the asker's, the compensation the client's
    case 'convictSilence':
      return [exit.opening.asker, client]
    case 'reclaimBond':
      return [exit.opening.asker]
    default:
      return []
  }
}
