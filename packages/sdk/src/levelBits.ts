import { type AssuranceLevel, assuranceLevels } from '@assay/protocol'

/** Levels as a bit set: bit i is `assuranceLevels[i]`. */
export function levelBits(levels: readonly AssuranceLevel[]): number {
  return levels.reduce((bits, level) => bits | (1 << assuranceLevels.indexOf(level)), 0)
}
