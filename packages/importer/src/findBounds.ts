import type { GraphNode } from './graph.ts'

/** Where an infinite number says that there is no bound: ONNX Clip's inputs 1 and 2, and Max and Min with a number. */
const isUnbounded = ({ op }: GraphNode, input: number, value: number): boolean =>
  value === Number.NEGATIVE_INFINITY
    ? op === 'Max' || (op === 'Clip' && input === 1)
    : value === Number.POSITIVE_INFINITY && (op === 'Min' || (op === 'Clip' && input === 2))

/**
 * For each value that nodes read, the infinite number that would bound nothing in every place, as exporters write a bound that is not
 * given; NaN where there is none.
 */
export const findBounds = (nodes: readonly GraphNode[]): ReadonlyMap<string, number> => {
  const bounds = new Map<string, number>()
  for (const node of nodes)
    node.inputs.forEach((name, at) => {
      const value = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY].find((sign) => isUnbounded(node, at, sign))
      const before = bounds.get(name)
      bounds.set(name, value === undefined || (before !== undefined && before !== value) ? Number.NaN : value)
    })
  return bounds
}
