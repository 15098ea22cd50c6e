import { attributesOf } from './attributesOf.ts'
import { slots } from './slots.ts'
import type { Node } from './types.ts'

export interface Reduction {
  /** Values along the axis, which becomes 1. */
  readonly length: number
  /** Elements between one of them and the next. */
  readonly stride: number
  /** The first one's element. */
  readonly first: number
}

/** What element `index` of a node that reduces its first operand along `axis` is computed from. */
export const reduction = (node: Node, index = 0): Reduction => {
  const { axis } = attributesOf(node, { axis: slots.axis })
  const { shape } = node.operands[0]!
  const length = shape[axis]!
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1)
  return { length, stride, first: Math.floor(index / stride) * length * stride + (index % stride) }
}
