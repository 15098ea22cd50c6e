import { type Bytes32, innerHash } from '../hash.ts'

const known = new WeakMap<Bytes32, Bytes32[]>()

/**
 * The hash of a whole subtree of padding, `level` levels above the padding itself. Hashed once per padding, which is known
 * by its identity: there are few of them, and they do not change.
 */
export function paddingLevel(padding: Bytes32, level: number): Bytes32 {
  let levels = known.get(padding)
  if (levels === undefined) {
    levels = [padding]
    known.set(padding, levels)
  }
  for (let below = levels.at(-1)!; levels.length <= level; levels.push(below)) below = innerHash(below, below)
  return levels[level]!
}
