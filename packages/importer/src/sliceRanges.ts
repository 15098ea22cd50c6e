import { OnnxError } from './errors.ts'
import type { Constant, GraphNode } from './graph.ts'
import { integerList } from './integerList.ts'
import { wrapAxis } from './wrapAxis.ts'

/** What a slice keeps of one axis: `count` elements from `start`, each `step` after the last (which may be negative). */
export interface SliceRange {
  readonly start: number
  readonly step: number
  readonly count: number
}

/**
 * ONNX Slice, with attributes (opset 1) or inputs (opset 10 on), as one range per axis.
 * @param constant the node's inputs where they are constant
 * @throws OnnxError
 */
export function sliceRanges(
  node: GraphNode,
  shape: readonly number[],
  constant: (input: number) => Constant | undefined,
): SliceRange[] {
  const where = `node "${node.name}" (${node.op})`
  const starts = integerList(node, 'starts', constant(1))
  const ends = integerList(node, 'ends', constant(2))
  if (starts === undefined || ends === undefined) throw new OnnxError(where, 'its starts and ends must be constant.')
  const axes = (integerList(node, 'axes', constant(3)) ?? starts.map((_, axis) => axis)).map((axis) =>
    wrapAxis(node, axis, shape.length),
  )
  const steps = integerList(node, 'steps', constant(4)) ?? starts.map(() => 1)
  if (ends.length !== starts.length || axes.length !== starts.length || steps.length !== starts.length)
    throw new OnnxError(where, 'its starts, ends, axes and steps differ in number.')
  if (new Set(axes).size !== axes.length) throw new OnnxError(where, `axes [${axes}] name one axis twice.`)
  const ranges = shape.map((size): SliceRange => ({ start: 0, step: 1, count: size }))
  axes.forEach((axis, i) => {
    const size = shape[axis]!
    const step = steps[i]!
    if (step === 0) throw new OnnxError(where, 'a step is 0.')
    const from = starts[i]! < 0 ? starts[i]! + size : starts[i]!
    const to = ends[i]! < 0 ? ends[i]! + size : ends[i]!
    const [low, high] = step > 0 ? [0, size] : [-1, size - 1]
    const start = Math.max(0, Math.min(high, from))
    const end = Math.max(low, Math.min(high, to))
    ranges[axis] = { start, step, count: Math.max(0, Math.ceil((end - start) / step)) }
  })
  return ranges
}
