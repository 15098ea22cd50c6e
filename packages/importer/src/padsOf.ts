import { OnnxError } from './errors.ts'
import type { Constant, GraphNode } from './graph.ts'
import { integerList } from './integerList.ts'
import { wrapAxis } from './wrapAxis.ts'

/** ONNX Pad: elements before and after each axis; an attribute up to opset 10, inputs after. @throws OnnxError */
export function padsOf(
  node: GraphNode,
  rank: number,
  constant: (input: number) => Constant | undefined,
): { readonly before: readonly number[]; readonly after: readonly number[] } {
  const where = `node "${node.name}" (${node.op})`
  const pads = integerList(node, 'pads', constant(1))
  if (pads === undefined) throw new OnnxError(where, 'its pads must be constant.')
  const axes = constant(3) ? Array.from(constant(3)!.values, (axis) => wrapAxis(node, axis, rank)) : undefined
  const length = axes?.length ?? rank
  if (pads.length !== 2 * length) throw new OnnxError(where, `${pads.length} pads for ${length} axes.`)
  const before = new Array<number>(rank).fill(0)
  const after = new Array<number>(rank).fill(0)
  for (let i = 0; i < length; i++) {
    before[axes?.[i] ?? i] = pads[i]!
    after[axes?.[i] ?? i] = pads[i + length]!
  }
  return { before, after }
}
