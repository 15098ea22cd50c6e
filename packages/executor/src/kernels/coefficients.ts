import { effectiveCoefficient } from '@assay/program'
import { UnsupportedProgramError } from '../errors.ts'
import type { Graph } from '../Graph.ts'
import type { LoweredOperand } from '../Lowering.ts'

/** A row of factors or terms as a constant of the graph, with those that count as 0 written as 0. */
export function coefficients(graph: Graph, operand: LoweredOperand, where: string): string {
  const { constant, shape } = operand
  if (constant === undefined) throw new UnsupportedProgramError(where, 'has coefficients that are not a constant')
  const view = new DataView(constant.buffer, constant.byteOffset, constant.byteLength)
  const effective = Float32Array.from({ length: constant.byteLength / 4 }, (_, index) =>
    effectiveCoefficient(view.getFloat32(index * 4, true)),
  )
  return graph.constant('f32', shape, new Uint8Array(effective.buffer))
}
