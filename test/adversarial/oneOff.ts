import { dtypes, type Node, readElement } from '@assay/program'
import type { Lie, SeededRandom } from '@assay/proof/testing'

/** The least of lies: an element one above or below the honest one. */
export function oneOff(
  { dtype }: Node,
  node: number,
  element: number,
  honest: Uint8Array,
  random: SeededRandom,
): Extract<Lie, { what: 'element' }> {
  const { min, max } = dtypes[dtype]
  const right = readElement(honest, dtype, element)
  const step = right === max ? -1 : right === min ? 1 : random.pick([-1, 1])
  return { what: 'element', node, element, value: right + step }
}
