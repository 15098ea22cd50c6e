import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { listModels } from './listModels.ts'
import { readStatement } from './readStatement.ts'

/** One step back: `modelId` was made from `parent`, says `account`. */
export interface Descent {
  readonly modelId: Hex
  readonly account: Address
  readonly parent: Hex
  readonly reason?: string
}

/** Statements may go in circles and have no end that anybody checks. */
const MAX_STEPS = 32

/**
 * From a model to its parent, that model's parent, and so on, as `account` says it; without an account, as each model's
 * registrant does. It ends where nothing is said, or where a model comes again.
 */
export async function readLineage(assay: Assay, modelId: Hex, account?: Address): Promise<Descent[]> {
  const registrants = new Map((await listModels(assay)).map(({ modelId, author }) => [modelId, author]))
  const lineage: Descent[] = []
  const seen = new Set<Hex>()
  for (let current = modelId; !seen.has(current) && lineage.length < MAX_STEPS; ) {
    seen.add(current)
    const speaker = account ?? registrants.get(current)
    if (speaker === undefined) break
    const { parent, forkReason } = await readStatement(assay, current, speaker)
    if (parent === undefined) break
    lineage.push({
      ...{ modelId: current, account: speaker, parent },
      ...(forkReason === undefined ? {} : { reason: forkReason }),
    })
    current = parent
  }
  return lineage
}
