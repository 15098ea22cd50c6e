import type { Dtype, Shape } from '@assay/program'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { tensor } from '../tensor.ts'
import { numbered } from './coordinates.ts'
import { ids } from './ids.ts'

const build = (
  name: string,
  dtype: Dtype,
  from: Shape,
  rows: readonly number[],
  columns: readonly number[],
): OpCase => {
  const row = (values: readonly number[]) => tensor('i32', [1, 1, 1, values.length], values)
  const shape: Shape = [from[0], rows.length, columns.length, from[3]]
  return opCase(name, 'resize_nearest', { dtype, shape }, {}, [numbered(dtype, from), row(rows), row(columns)])
}

/** What ONNX Resize computes for asymmetric coordinates rounded down. */
const asymmetric = (size: number, to: number) => Array.from({ length: to }, (_, i) => Math.floor((i * size) / to))

/** The vectors of resize_nearest. */
export const resizeNearestCases = (): OpCase[] => {
  const pick = random(0x4e)
  const cases: OpCase[] = []
  for (const dtype of ['u8', 'i8'] as const) {
    for (const [from, to] of [
      [3, 6],
      [5, 10],
      [7, 3],
      [4, 4],
      [1, 5],
      [5, 1],
      [3, 7],
    ] as const) {
      cases.push(
        build(`${from} to ${to}, ${dtype}`, dtype, [1, from, from, 3], asymmetric(from, to), asymmetric(from, to)),
      )
    }
    cases.push(build(`higher, not wider, ${dtype}`, dtype, [2, 3, 4, 5], asymmetric(3, 8), [0, 1, 2, 3]))
    cases.push(build(`wider, not higher, ${dtype}`, dtype, [2, 3, 4, 5], [0, 1, 2], asymmetric(4, 9)))
    cases.push(build(`tables beyond the image, ${dtype}`, dtype, [2, 3, 4, 2], ids(3), ids(4)))
    cases.push(build(`tables beyond one pixel, ${dtype}`, dtype, [1, 1, 1, 2], ids(1), ids(1)))
    cases.push(build(`mirrored, ${dtype}`, dtype, [1, 6, 5, 4], [5, 4, 3, 2, 1, 0], [4, 3, 2, 1, 0]))
    cases.push(build(`one pixel, ${dtype}`, dtype, [3, 6, 5, 4], [4], [3]))
  }
  for (let i = 0; i < 12; i++) {
    const from: Shape = [pick(1, 2), pick(1, 8), pick(1, 8), pick(1, 6)]
    const table = () =>
      Array.from({ length: pick(1, 9) }, () => (pick(0, 4) === 0 ? pick(-(2 ** 31), 2 ** 31 - 1) : pick(-1, 8)))
    cases.push(build(`drawn ${i}`, pick(0, 1) === 0 ? 'u8' : 'i8', from, table(), table()))
  }
  return cases
}
