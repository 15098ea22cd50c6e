import { reducedAxes } from '../reducedAxes.ts'
import { wrapAxis } from '../wrapAxis.ts'
import type { Rule } from './Rule.ts'

const without = (shape: readonly number[], axes: readonly number[], keep: boolean): number[] =>
  shape.flatMap((size, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [size]))

const reduce: Rule = (node, known) => {
  const shape = known.shape(0)
  return without(shape, reducedAxes(node, shape.length, known.constant(1)), node.attributes.get('keepdims') !== 0)
}

const argMax: Rule = (node, known) => {
  const shape = known.shape(0)
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? 0), shape.length)
  return without(shape, [axis], node.attributes.get('keepdims') !== 0)
}

export const reductionShapes: Readonly<Record<string, Rule>> = {
  ReduceMean: reduce,
  ReduceSum: reduce,
  ReduceMax: reduce,
  ArgMax: argMax,
}
