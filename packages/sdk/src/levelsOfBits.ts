import { type AssuranceLevel, assuranceLevels } from '@assay/protocol'

/** The levels of a bit set made by `levelBits`. */
export function levelsOfBits(bits: number): AssuranceLevel[] {
  return assuranceLevels.filter((_, i) => (bits >> i) & 1)
}
