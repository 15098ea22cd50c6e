import type { Rules } from './Rules.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/**
 * For public networks: nobody can keep a fraud proof, an opening or its answer out of the chain for as long as the shortest window,
 * and every change of the owner's is public for two days before it is made.
 */
export const publicRules: Rules = {
  bounds: {
    minWindowSec: 6 * HOUR,
    maxWindowSec: 7 * DAY,
    maxSubmitSec: DAY,
    maxAcceptSec: 7 * DAY,
    // a millionth of a stake token
    stakePerGas: 10n ** 12n,
    maxFeeBps: 1000,
  },
  dials: { feeBps: 100, lateBps: 1000, clientShareBps: 1000, bountyShareBps: 2000, reserveShareBps: 500 },
  openings: { responseSec: 6 * HOUR, graceSec: 6 * HOUR, perAnswerSec: 120, bondFloorWei: 10n ** 9n },
  unbondingSec: BigInt(21 * DAY),
  keyDelaySec: BigInt(2 * DAY),
  revealSec: BigInt(DAY),
  coolDownSec: BigInt(14 * DAY),
  timelockSec: BigInt(2 * DAY),
}
