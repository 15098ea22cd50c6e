import { nodeCost } from './nodeCost.ts'
import type { Program } from './types.ts'

export interface ProgramCost {
  readonly worstBytes: number
  readonly worstBytesNode: number
  readonly worstGas: number
  readonly worstGasNode: number
}

/** The dearest step of a program, in bytes and in gas; of equals the first. */
export const programCost = (program: Program): ProgramCost => {
  const costs = program.nodes.map((_, i) => nodeCost(program, i))
  const worstBytes = Math.max(...costs.map(({ bytes }) => bytes))
  const worstGas = Math.max(...costs.map(({ gas }) => gas))
  return {
    worstBytes,
    worstBytesNode: costs.findIndex(({ bytes }) => bytes === worstBytes),
    worstGas,
    worstGasNode: costs.findIndex(({ gas }) => gas === worstGas),
  }
}
