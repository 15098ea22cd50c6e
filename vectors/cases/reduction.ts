import { type Dtype, dtypes, type OpName, type Shape } from '@assay/program'
import { sums } from '../extremes.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'

/** The vectors of an op that picks one value along an axis: every axis, ties, and values in the order of their bits but not of their size. */
export const selectionCases = (op: OpName, seed: number, output: (x: Dtype) => Dtype): OpCase[] => {
  const pick = random(seed)
  const build = (name: string, axis: number, x: Tensor): OpCase => {
    const shape = x.shape.map((size, i) => (i === axis ? 1 : size)) as [number, number, number, number]
    return opCase(name, op, { dtype: output(x.dtype), shape }, { axis }, [x])
  }
  const of = (dtype: Dtype, shape: Shape, value: () => number): Tensor =>
    tensor(dtype, shape, Array.from({ length: shape.reduce((a, b) => a * b) }, value))
  const any = (dtype: Dtype, shape: Shape): Tensor => of(dtype, shape, () => pick(dtypes[dtype].min, dtypes[dtype].max))

  const cases: OpCase[] = []
  for (const dtype of ['u8', 'i8', 'i32'] as const) {
    const { min, max } = dtypes[dtype]
    for (const axis of [0, 1, 2, 3]) {
      cases.push(build(`axis ${axis} of ${dtype}`, axis, any(dtype, [2, 3, 4, 5])))
      cases.push(build(`axis ${axis} of ${dtype}, one long`, axis, any(dtype, [1, 1, 1, 1])))
      const few = of(dtype, [3, 4, 3, 4], () => pick(min, min + 1))
      cases.push(build(`axis ${axis} of ${dtype}, ties near the smallest`, axis, few))
      cases.push(
        build(
          `axis ${axis} of ${dtype}, ties of the largest`,
          axis,
          of(dtype, [3, 4, 3, 4], () => pick(max - 1, max)),
        ),
      )
    }
    cases.push(build(`all equal, the smallest ${dtype}`, 3, tensor(dtype, [1, 1, 2, 9], [min])))
    cases.push(build(`all equal, the largest ${dtype}`, 2, tensor(dtype, [1, 1, 9, 2], [max])))
    const row = Array.from({ length: 9 }, () => min)
    for (const at of [0, 4, 8])
      cases.push(
        build(`the largest of ${dtype} at ${at}`, 3, tensor(dtype, [1, 1, 1, 9], row.with(at, Math.max(0, min + 1)))),
      )
    cases.push(build(`rising ${dtype}`, 3, tensor(dtype, [1, 1, 1, 5], [min, min + 1, max - 2, max - 1, max])))
    cases.push(build(`falling ${dtype}`, 3, tensor(dtype, [1, 1, 1, 5], [max, max - 1, 1, 0, min])))
    cases.push(build(`words of every length, ${dtype}`, 3, any(dtype, [1, 1, 3, 67])))
    cases.push(build(`a long axis of ${dtype}`, 3, any(dtype, [1, 1, 2, 1500])))
    cases.push(
      build(
        `ties along a long axis of ${dtype}`,
        3,
        of(dtype, [1, 1, 8, 70], () => pick(5, 6)),
      ),
    )
    cases.push(build(`a long axis of ${dtype}, far apart`, 1, any(dtype, [1, 40, 3, 9])))
  }
  cases.push(build('extremes of i32', 3, tensor('i32', [1, 1, 1, sums.length], sums)))
  cases.push(build('extremes of i32, below zero', 3, tensor('i32', [1, 1, 1, 4], [-(2 ** 31), -1, -2, -(2 ** 24)])))
  cases.push(build('i32 that binary32 cannot tell apart', 3, tensor('i32', [1, 1, 1, 3], [2 ** 24, 2 ** 24 + 1, 0])))
  cases.push(build('neighbours further apart than a chunk', 1, any('u8', [1, 5, 3, 1100])))
  return cases
}
