import type { NodeNoise } from './noiseByNode.ts'

/** Decibels from which a tensor counts as good or fair: 8 bits of a full range give about 50; each 6 dB less is a bit less. */
const LIMITS = { good: 35, fair: 25 } as const

/** The page's class of a signal-to-noise ratio. */
export const noiseClass = (noise: NodeNoise | undefined): 'none' | 'good' | 'fair' | 'poor' => {
  if (noise === undefined) return 'none'
  if (noise.exact || noise.snrDb >= LIMITS.good) return 'good'
  return noise.snrDb >= LIMITS.fair ? 'fair' : 'poor'
}
