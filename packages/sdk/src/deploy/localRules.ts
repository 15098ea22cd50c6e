import type { Rules } from './Rules.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** For networks on one machine: windows may be as short as a second. */
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
  dials: { feeBps: 100, lateBps: 1000, clientShareBps: 1000, bountyShareBps: 2000 },
  unbondingSec: BigInt(7 * DAY),
}
