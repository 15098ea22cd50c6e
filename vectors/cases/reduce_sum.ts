import { type Dtype, dtypes, type Shape } from '@assay/program'
import { sums } from '../extremes.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { zeroPoints } from './product.ts'

const build = (name: string, axis: number, zeroX: number, x: Tensor): OpCase => {
  const shape = x.shape.map((size, i) => (i === axis ? 1 : size)) as [number, number, number, number]
  return opCase(name, 'reduce_sum', { dtype: 'i32', shape }, { axis, zeroX }, [x])
}

/** The vectors of reduce_sum. */
export const reduceSumCases = (): OpCase[] => {
  const pick = random(0x5e)
  const any = (dtype: Dtype, shape: Shape): Tensor =>
    tensor(
      dtype,
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(dtypes[dtype].min, dtypes[dtype].max)),
    )
  const cases: OpCase[] = []
  for (const dtype of ['u8', 'i8', 'i32'] as const)
    for (const axis of [0, 1, 2, 3]) {
      for (const zeroX of zeroPoints(dtype))
        cases.push(build(`axis ${axis} of ${dtype}, zero ${zeroX}`, axis, zeroX, any(dtype, [2, 3, 4, 5])))
      cases.push(build(`axis ${axis} of ${dtype}, one long`, axis, 0, any(dtype, [1, 1, 1, 1])))
    }
  for (const axis of [1, 2, 3]) {
    const shape: Shape = [1, axis === 1 ? 9 : 2, axis === 2 ? 9 : 2, axis === 3 ? 9 : 2]
    cases.push(
      build(`wraps upwards along axis ${axis}`, axis, 0, tensor('i32', shape, [2 ** 31 - 1, 2 ** 30, 2 ** 31 - 7])),
    )
    cases.push(
      build(
        `wraps downwards along axis ${axis}`,
        axis,
        0,
        tensor('i32', shape, [-(2 ** 31), -(2 ** 30), -(2 ** 31) + 5]),
      ),
    )
  }
  cases.push(build('extreme sums of i32', 3, 0, tensor('i32', [1, 1, 2, sums.length], sums)))
  cases.push(build('a long axis of u8', 3, 255, tensor('u8', [1, 1, 2, 3000], [0])))
  cases.push(build('a long axis far apart', 1, -128, any('i8', [1, 40, 3, 30])))
  cases.push(build('neighbours further apart than a chunk', 1, 7, any('u8', [1, 5, 3, 1500])))
  return cases
}
