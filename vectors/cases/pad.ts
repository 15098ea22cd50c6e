import { type Dtype, dtypes, type Shape } from '@assay/program'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { movable, numbered } from './coordinates.ts'

const build = (
  name: string,
  dtype: Dtype,
  from: Shape,
  before: readonly number[],
  after: readonly number[],
  zeroX: number,
): OpCase => {
  const [before0, before1, before2, before3] = before as [number, number, number, number]
  const [n, h, w, c] = from.map((size, i) => before[i]! + size + after[i]!) as [number, number, number, number]
  const attributes = { before0, before1, before2, before3, zeroX }
  return opCase(name, 'pad', { dtype, shape: [n, h, w, c] }, attributes, [numbered(dtype, from)])
}

const none = [0, 0, 0, 0]
const only = (axis: number, size: number) => none.map((_, i) => (i === axis ? size : 0))

/** The vectors of pad. */
export const padCases = (): OpCase[] => {
  const pick = random(0x9ad)
  const from: Shape = [2, 3, 4, 5]
  const cases: OpCase[] = []
  for (const dtype of movable) {
    const { min, max } = dtypes[dtype]
    cases.push(build(`nothing around ${dtype}`, dtype, from, none, none, max))
    for (const zeroX of new Set([min, max, 0, Math.max(min, -1)]))
      cases.push(build(`${zeroX} around ${dtype}`, dtype, from, [1, 1, 1, 1], [1, 1, 1, 1], zeroX))
    for (const axis of [0, 1, 2, 3]) {
      cases.push(build(`before axis ${axis} of ${dtype}`, dtype, from, only(axis, 3), none, max))
      cases.push(build(`after axis ${axis} of ${dtype}`, dtype, from, none, only(axis, 3), min))
    }
    cases.push(build(`one element of ${dtype} in a corner`, dtype, [1, 1, 1, 1], [2, 3, 4, 5], none, 1))
    cases.push(build(`one element of ${dtype} in the other corner`, dtype, [1, 1, 1, 1], none, [2, 3, 4, 5], 1))
  }
  cases.push(build('more than the geometry of windows allows', 'u8', [1, 1, 1, 3], only(3, 5000), only(3, 4097), 200))
  for (let i = 0; i < 12; i++) {
    const dtype = movable[pick(0, 2)]!
    const four = (most: number) => none.map(() => pick(0, most))
    const source: Shape = [pick(1, 2), pick(1, 4), pick(1, 5), pick(1, 6)]
    cases.push(build(`drawn ${i}`, dtype, source, four(3), four(3), pick(dtypes[dtype].min, dtypes[dtype].max)))
  }
  return cases
}
