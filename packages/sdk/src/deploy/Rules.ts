import type { RulesView } from '../read/readRules.ts'
import type { DialsView } from '../read/readTask.ts'

/** What a deployment is built with. `bounds` and `unbondingSec` hold for ever; its owner may change `dials` for later tasks. */
export interface Rules {
  readonly bounds: RulesView['bounds']
  readonly dials: Omit<DialsView, 'stepVerifier'>
  /** Longer than the longest task: maxSubmitSec + maxWindowSec (RULE S-2). */
  readonly unbondingSec: bigint
}
