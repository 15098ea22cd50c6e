import type { Address } from 'viem'
import type { Rules } from './Rules.ts'

export interface DeployOptions {
  readonly rules: Rules
  /**
   * Under rules with a timelock, who schedules and cancels changes of dials, payment tokens and guardian: at least one, a multisig say.
   * The timelock is the owner, and has no administrator.
   */
  readonly proposers?: readonly Address[]
  /** Who makes a change that is due. Default: anyone. */
  readonly executors?: readonly Address[]
  /** Under rules without a timelock: changes dials and allows tokens for later tasks; has to accept the ownership. Default: the deployer. */
  readonly owner?: Address
  /** May stop new tasks for a while (RequestGate). Default: nobody, until the owner names one. */
  readonly guardian?: Address
  /** Receives fees. Default: the deployer. */
  readonly treasury?: Address
  /** Tokens tasks may be paid in. Default, for local chains: a dollar that the deployer prints at will. */
  readonly paymentTokens?: readonly Address[]
}
