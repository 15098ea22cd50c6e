import { attributesOf } from './attributesOf.ts'
import type { Reads } from './OpDefinition.ts'
import type { Node } from './types.ts'
import { windowReads } from './windowReads.ts'
import { windowSlots } from './windowSlots.ts'

/**
 * What one element of an op that slides a window over its first operand reads of it.
 * @param width bytes read at each pixel
 */
export const windowCost = (node: Node, width: number, chunkBytes: number): Reads => {
  const a = attributesOf(node, windowSlots)
  const window = {
    rows: a.kernelH,
    rowsApart: (a.kernelH - 1) * a.dilationH,
    columnsApart: (a.kernelW - 1) * a.dilationW,
    width,
  }
  return windowReads(node.operands[0]!, window, chunkBytes)
}
