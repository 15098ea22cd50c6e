import type { GraphNode } from './graph.ts'
import type { QuantisedConstant, Translation } from './translation.ts'

/** A constant operand of a QOperator node: value, scale and zero point in three successive inputs. */
export function quantisedConstant(t: Translation, node: GraphNode, first: number, axis: number): QuantisedConstant {
  const constant = t.need(node, first, 'weights')
  const scales = Float32Array.from(t.need(node, first + 1, 'weight scale').values)
  const zeros = Array.from(t.constant(node.inputs[first + 2])?.values ?? [0])
  return { constant, scales, zeros, axis }
}
