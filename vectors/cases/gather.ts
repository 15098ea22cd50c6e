import type { Dtype, Shape } from '@assay/program'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { tensor } from '../tensor.ts'
import { movable, numbered } from './coordinates.ts'
import { ids } from './ids.ts'

const build = (
  name: string,
  dtype: Dtype,
  [planes, rows, width]: readonly [number, number, number],
  of: readonly number[],
): OpCase => {
  const shape: Shape = [1, planes, of.length, width]
  const row = tensor('i32', [1, 1, 1, of.length], of)
  return opCase(name, 'gather', { dtype, shape }, {}, [numbered(dtype, [1, planes, rows, width]), row])
}

/** The vectors of gather. */
export const gatherCases = (): OpCase[] => {
  const pick = random(0x6a)
  const cases: OpCase[] = []
  for (const dtype of movable) {
    for (const rows of [1, 2, 17, 300]) {
      cases.push(build(`ids beyond ${rows} rows of ${dtype}`, dtype, [1, rows, 3], ids(rows)))
      cases.push(build(`ids beyond ${rows} rows of ${dtype}, one wide, in planes`, dtype, [3, rows, 1], ids(rows)))
    }
    cases.push(build(`one row of one of ${dtype}`, dtype, [1, 1, 1], [0]))
    cases.push(build(`${dtype} backwards`, dtype, [2, 9, 4], [8, 7, 6, 5, 4, 3, 2, 1, 0]))
    cases.push(build(`one row of ${dtype} again and again`, dtype, [1, 5, 2], Array(40).fill(3)))
  }
  cases.push(build('rows longer than a chunk', 'u8', [1, 3, 1500], [2, 0, 2 ** 31 - 1]))
  cases.push(
    build(
      'an embedding',
      'i8',
      [1, 200, 16],
      Array.from({ length: 20 }, () => pick(-3, 202)),
    ),
  )
  for (let i = 0; i < 10; i++) {
    const size = pick(1, 30)
    const of = Array.from({ length: pick(1, 12) }, () =>
      pick(0, 3) === 0 ? pick(-(2 ** 31), 2 ** 31 - 1) : pick(0, size - 1),
    )
    cases.push(build(`drawn ${i}`, movable[pick(0, 2)]!, [pick(1, 3), size, pick(1, 9)], of))
  }
  return cases
}
