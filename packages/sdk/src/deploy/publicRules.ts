import type { Rules } from './Rules.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** For public networks: nobody can keep a fraud proof out of the chain for as long as the shortest window. */
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
  dials: { feeBps: 100, lateBps: 1000, clientShareBps: 1000, bountyShareBps: 2000 },
  unbondingSec: BigInt(21 * DAY),
}
