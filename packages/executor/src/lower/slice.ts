import type { Lowering } from '../Lowering.ts'

/** Where a slice that steps backwards ends when it reaches element 0: -1 would be the last element, so a number far below. */
const BEFORE_THE_FIRST = -(2 ** 40)

/** ONNX's Slice, which ends before its end. */
export const slice: Lowering = ({ graph }, { shape, attributes: a }, [x]) => {
  const starts = [a.start0!, a.start1!, a.start2!, a.start3!]
  const steps = [a.step0!, a.step1!, a.step2!, a.step3!]
  const ends = shape.map((size, axis) => {
    const last = starts[axis]! + (size - 1) * steps[axis]!
    if (steps[axis]! > 0) return last + 1
    return last === 0 ? BEFORE_THE_FIRST : last - 1
  })
  return graph.add('Slice', [
    x!.value(),
    graph.int64s(starts),
    graph.int64s(ends),
    graph.int64s([0, 1, 2, 3]),
    graph.int64s(steps),
  ])
}
