import { setFlagsFromString } from 'node:v8'

/** Garbage that the heap may hold beside what lives, in hundredths of it, before the old generation is collected. */
const GROWTH_PERCENT = 50

/**
 * Collects when the heap has grown by half. Left alone, V8 lets it grow to several times what lives as long as the machine has memory:
 * a worker with 60 MB of objects took 200 MB of heap and went on growing (docs/decisions/0020).
 */
export const boundHeapGrowth = (): void => {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
}
