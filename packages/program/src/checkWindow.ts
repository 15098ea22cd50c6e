import { attributesOf } from './attributesOf.ts'
import { checkRange } from './checkRange.ts'
import { limits } from './limits.ts'
import type { Node } from './types.ts'
import { windowOutput } from './windowOutput.ts'
import { windowSlots } from './windowSlots.ts'

/** Checks a window's attributes and that at least one window fits the padded image. */
export const checkWindow = (node: Node, at: number): void => {
  const window = attributesOf(node, windowSlots)
  const place = { node: at, op: node.op }
  for (const field of ['kernelH', 'kernelW', 'strideH', 'strideW', 'dilationH', 'dilationW'] as const)
    checkRange({ ...place, field }, window[field], 1, limits.geometry)
  for (const field of ['padTop', 'padLeft', 'padBottom', 'padRight'] as const)
    checkRange({ ...place, field }, window[field], 0, limits.geometry)
  const { height, width } = windowOutput(node)
  const next = 'Make the kernel smaller or the padding larger: no window fits the padded image.'
  checkRange({ ...place, field: 'output height', next }, height, 1, limits.dimension)
  checkRange({ ...place, field: 'output width', next }, width, 1, limits.dimension)
}
