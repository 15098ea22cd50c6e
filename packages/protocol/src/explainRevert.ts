import { delivery } from './explanations/delivery.ts'
import { governance } from './explanations/governance.ts'
import { libraries } from './explanations/libraries.ts'
import { openings } from './explanations/openings.ts'
import { proofs } from './explanations/proofs.ts'
import { tasks } from './explanations/tasks.ts'
import type { Args, Explanations } from './explanations/words.ts'

/** What happened and what to change, for every error of every contract. */
export const explanations: Explanations = { ...tasks, ...openings, ...delivery, ...proofs, ...governance, ...libraries }

/** One sentence or two about a revert; for errors that nobody here knows, their name and arguments. */
export function explainRevert(errorName: string, args: Args): string {
  const explain = Object.hasOwn(explanations, errorName) ? explanations[errorName] : undefined
  const given = Object.entries(args).map(([name, value]) => `${name} ${String(value)}`)
  return explain?.(args) ?? `The contract refused with ${errorName}(${given.join(', ')}).`
}
