import type { RulesView } from '../read/readRules.ts'
import type { DialsView } from '../read/readTask.ts'

/** What a deployment is built with. All of it holds for ever, but for `dials`, which the owner may change for later tasks. */
export interface Rules {
  readonly bounds: RulesView['bounds']
  readonly dials: Omit<DialsView, 'stepVerifier'>
  readonly openings: RulesView['openings']
  /** Longer than the longest task, its openings included (RULE S-2). */
  readonly unbondingSec: bigint
  /** Before a key becomes more powerful, or payments go elsewhere (RULE S-3). */
  readonly keyDelaySec: bigint
  /** For finders, after a conviction (RULE S-6). */
  readonly revealSec: bigint
  /** From the end of a guardian's stop to its next; fourteen days at least. */
  readonly coolDownSec: bigint
  /** Before a change of the owner's takes effect, one day at least; absent: the owner is a plain account. */
  readonly timelockSec?: bigint
}
