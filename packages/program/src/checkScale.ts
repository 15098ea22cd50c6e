import { attributesOf } from './attributesOf.ts'
import { ProgramError } from './errors.ts'
import { limits } from './limits.ts'
import type { slots } from './slots.ts'
import type { Node } from './types.ts'

/** A scale in a descriptor is a binary32 value in [2^-60, 2^60]. */
export const checkScale = (node: Node, at: number, field: keyof typeof slots): void => {
  const actual = attributesOf(node, { [field]: 0 })[field]!
  if (actual >= limits.minScale && actual <= limits.maxScale && Math.fround(actual) === actual) return
  throw new ProgramError({
    node: at,
    op: node.op,
    field,
    actual,
    limit: 'a binary32 number in [2^-60, 2^60]',
    next: 'Round the scale with Math.fround, or rescale the tensors around it.',
  })
}
