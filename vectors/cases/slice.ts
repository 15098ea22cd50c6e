import type { Dtype, Shape } from '@assay/program'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { movable, numbered } from './coordinates.ts'

type Four = readonly [number, number, number, number]

const build = (name: string, dtype: Dtype, from: Shape, shape: Shape, starts: Four, steps: Four): OpCase => {
  const [start0, start1, start2, start3] = starts
  const [step0, step1, step2, step3] = steps
  const attributes = { start0, start1, start2, start3, step0, step1, step2, step3 }
  return opCase(name, 'slice', { dtype, shape }, attributes, [numbered(dtype, from)])
}

/** The vectors of slice. */
export const sliceCases = (): OpCase[] => {
  const pick = random(0x511ce)
  const from: Shape = [2, 3, 5, 7]
  const cases = movable.flatMap((dtype) => [
    build(`all of ${dtype}`, dtype, from, from, [0, 0, 0, 0], [1, 1, 1, 1]),
    build(`all of ${dtype}, backwards`, dtype, from, from, [1, 2, 4, 6], [-1, -1, -1, -1]),
    build(`the last of ${dtype}`, dtype, from, [1, 1, 1, 1], [1, 2, 4, 6], [1, 1, 1, 1]),
    build(
      `one of ${dtype}, the longest steps`,
      dtype,
      from,
      [1, 1, 1, 1],
      [0, 1, 2, 3],
      [2 ** 31 - 1, -(2 ** 31), 1, -1],
    ),
    build(`every other of ${dtype}`, dtype, from, [1, 2, 3, 4], [0, 0, 0, 0], [2, 2, 2, 2]),
    build(
      `every other of ${dtype}, backwards, down to the first`,
      dtype,
      from,
      [1, 2, 3, 4],
      [1, 2, 4, 6],
      [-2, -2, -2, -2],
    ),
    build(
      `every third of ${dtype}, backwards, not to the first`,
      dtype,
      from,
      [2, 1, 2, 2],
      [1, 1, 4, 5],
      [-1, -3, -3, -3],
    ),
  ])
  for (const axis of [0, 1, 2, 3]) {
    const one = (values: readonly number[], value: number) => values.map((v, i) => (i === axis ? value : v))
    const shape = (size: number) => one([2, 3, 5, 7], size) as unknown as Shape
    const starts = (start: number) => one([0, 0, 0, 0], start) as unknown as Four
    const steps = (step: number) => one([1, 1, 1, 1], step) as unknown as Four
    const last = from[axis]! - 1
    cases.push(build(`without the first of axis ${axis}`, 'i8', from, shape(last), starts(1), steps(1)))
    cases.push(build(`without the last of axis ${axis}`, 'u8', from, shape(last), starts(0), steps(1)))
    cases.push(build(`first and last of axis ${axis}`, 'i32', from, shape(2), starts(0), steps(last)))
    cases.push(build(`last and first of axis ${axis}`, 'i8', from, shape(2), starts(last), steps(-last)))
  }
  cases.push(
    build('from the middle of a long row', 'u8', [1, 1, 1, 3000], [1, 1, 1, 400], [0, 0, 0, 1700], [1, 1, 1, 3]),
  )
  for (let i = 0; i < 20; i++) {
    const source: Shape = [pick(1, 3), pick(1, 6), pick(1, 9), pick(1, 12)]
    const cut = source.map((size) => {
      const [start, step] = [pick(0, size - 1), pick(1, 3) * (pick(0, 1) === 0 ? 1 : -1)]
      const most = Math.floor((step > 0 ? size - 1 - start : start) / Math.abs(step)) + 1
      return { start, step, size: pick(1, most) }
    })
    const [shape, starts, steps] = (['size', 'start', 'step'] as const).map((name) => cut.map((of) => of[name]))
    cases.push(
      build(
        `drawn ${i}`,
        movable[pick(0, 2)]!,
        source,
        shape as unknown as Shape,
        starts as unknown as Four,
        steps as unknown as Four,
      ),
    )
  }
  return cases
}
