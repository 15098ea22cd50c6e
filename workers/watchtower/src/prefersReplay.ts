import { nodeCost, type Program } from '@assay/program'
import { estimateReplayGas, fitsReplay } from '@assay/proof'

/**
 * Whether a wrong result is refuted by having the chain run the program whole: where that fits a transaction, and the trace is withheld,
 * so that anything else takes demands and their time, or it costs less than the proof at hand.
 * @param provable the node that a proof at hand convicts at; absent where the trace is withheld
 */
export const prefersReplay = (program: Program, mostGas: number, provable?: number): boolean => {
  if (!fitsReplay(program)) return false
  const { gas } = estimateReplayGas(program)
  if (gas > mostGas) return false
  // what is wrong in the list of the nodes' roots is no node's step
  return provable === undefined || (provable < program.nodes.length && gas < nodeCost(program, provable).gas)
}
