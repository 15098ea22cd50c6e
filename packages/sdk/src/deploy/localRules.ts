import type { Rules } from './Rules.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** For networks on one machine: windows may be as short as a second, and the owner is a plain account. */
export const localRules: Rules = {
  bounds: {
    minWindowSec: 1,
    maxWindowSec: DAY,
    maxSubmitSec: HOUR,
    maxAcceptSec: DAY,
    // a millionth of a stake token
    stakePerGas: 10n ** 12n,
    maxFeeBps: 1000,
  },
  dials: { feeBps: 100, lateBps: 1000, clientShareBps: 1000, bountyShareBps: 2000, reserveShareBps: 500 },
  openings: { responseSec: 60, graceSec: 60, perAnswerSec: 2, bondFloorWei: 10n ** 9n },
  unbondingSec: BigInt(7 * DAY),
  keyDelaySec: 10n,
  revealSec: 60n,
  coolDownSec: BigInt(14 * DAY),
}
