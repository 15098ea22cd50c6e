import { elementCount, nodeCost, type Program } from '@assay/program'

/**
 * Multiplications from which a run has a thread of its own: it takes some 50 ms on one thread with VNNI. A thread takes 30 MB, which only a
 * large network's own memory outweighs (docs/decisions/0009).
 */
const LONG = 2 ** 33

/** Whether a run holds a thread for so long that others should not wait for it. */
export const runsLong = (program: Program): boolean =>
  program.nodes.reduce((sum, { shape }, at) => sum + elementCount(shape) * nodeCost(program, at).units, 0) >= LONG
