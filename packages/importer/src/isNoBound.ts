import type { Constant, GraphNode } from './graph.ts'

/** Where an infinite number says that there is no bound: ONNX Clip's inputs 1 and 2, and Max and Min with a number. */
const isUnbounded = ({ op }: GraphNode, input: number, value: number): boolean =>
  value === Number.NEGATIVE_INFINITY
    ? op === 'Max' || (op === 'Clip' && input === 1)
    : value === Number.POSITIVE_INFINITY && (op === 'Min' || (op === 'Clip' && input === 2))

/** Whether a constant is an infinite number that bounds nothing wherever it is read, as exporters write a bound that is not given. */
export const isNoBound = (name: string, { values }: Constant, nodes: readonly GraphNode[]): boolean => {
  const reads = nodes.flatMap((node) =>
    node.inputs.flatMap((input, at) => (input === name ? [isUnbounded(node, at, Number(values[0]))] : [])),
  )
  return values.length === 1 && reads.length > 0 && reads.every(Boolean)
}
