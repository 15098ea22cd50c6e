import { type Program, tensorBytes } from '@assay/program'
import type { CanaryLie } from './Intent.ts'

/**
 * Any byte of any tensor may be the lie.
 * @param draw the next random number, from 0 up to 1
 */
export const drawLie = ({ nodes }: Program, draw: () => number): CanaryLie => {
  const node = Math.floor(draw() * nodes.length)
  const bytes = tensorBytes(nodes[node] as (typeof nodes)[number])
  return { node, offset: Math.floor(draw() * bytes), xor: 1 + Math.floor(draw() * 255) }
}
