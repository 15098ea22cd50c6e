import { attributesOf } from './attributesOf.ts'
import type { Reads } from './OpDefinition.ts'
import type { Node } from './types.ts'
import { windowSlots } from './windowSlots.ts'

/** What a pooling window reads of its image. */
export const windowCost = (node: Node): { row: Reads; units: number; separateRuns: number } => {
  const a = attributesOf(node, windowSlots)
  const [, , width, channels] = node.operands[0]!.shape
  const runBytes = Math.min((a.kernelW - 1) * a.dilationW * channels + 1, width * channels)
  return { row: { runs: a.kernelH, runBytes }, units: a.kernelH * a.kernelW, separateRuns: a.kernelH }
}
