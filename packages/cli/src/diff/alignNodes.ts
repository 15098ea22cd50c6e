import type { Program } from '@assay/program'
import { alignLists, type Pairs } from './alignLists.ts'

/** Two models of which less than this share is found again by name come from exports that name things differently. */
const BY_NAME = 0.5

/** A name that several nodes have is told apart by counting. */
const counted = (names: readonly string[]): string[] => {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const times = seen.get(name) ?? 0
    seen.set(name, times + 1)
    return `${name}#${times}`
  })
}

/** Which node of `a` is which of `b`: by the ONNX nodes' names where both have them, else by op and shape in order. */
export const alignNodes = (
  a: Program,
  b: Program,
  namesA: readonly string[] | undefined,
  namesB: readonly string[] | undefined,
): Pairs => {
  if (namesA !== undefined && namesB !== undefined) {
    const keysB = new Map(counted(namesB).map((key, index) => [key, index]))
    const pairs = counted(namesA).flatMap((key, index): [number, number][] => {
      const other = keysB.get(key)
      return other === undefined ? [] : [[index, other]]
    })
    if (pairs.length >= BY_NAME * Math.min(namesA.length, namesB.length)) return pairs
  }
  const look = ({ nodes }: Program) => nodes.map(({ op, dtype, shape }) => `${op} ${dtype} ${shape.join('x')}`)
  return alignLists(look(a), look(b))
}
