import { attributesOf } from './attributesOf.ts'
import { checkProduct } from './checkProduct.ts'
import { checkRange } from './checkRange.ts'
import { checkShape } from './checkShape.ts'
import { checkWindow } from './checkWindow.ts'
import { slots } from './slots.ts'
import type { Node } from './types.ts'
import { windowOutput } from './windowOutput.ts'
import { windowSlots } from './windowSlots.ts'

const { groups } = slots

/** What conv2d and conv2d_add have in common: x, w, bias and multiplier as operands 0..3, window and groups. */
export const checkConvolution = (node: Node, at: number): void => {
  const place = { node: at, op: node.op }
  const a = attributesOf(node, { ...windowSlots, groups })
  const [batch, , , channels] = node.operands[0]!.shape
  const outChannels = node.shape[3]
  checkWindow(node, at)
  checkRange({ ...place, field: 'groups' }, a.groups, 1, channels)
  checkRange({ ...place, field: 'channels of x modulo groups' }, channels % a.groups, 0, 0)
  checkRange({ ...place, field: 'output channels modulo groups' }, outChannels % a.groups, 0, 0)
  checkProduct(node, at, [outChannels, a.kernelH, a.kernelW, channels / a.groups])
  const { height, width } = windowOutput(node)
  checkShape({ ...place, field: 'shape' }, node.shape, [batch, height, width, outChannels])
}
