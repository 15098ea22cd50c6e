import { type Dtype, dtypes, type Shape } from '@assay/program'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'

const build = (name: string, x: Tensor, table: Tensor): OpCase =>
  opCase(name, 'lookup', { dtype: table.dtype, shape: x.shape }, {}, [x, table])

const tableOf = (dtype: Dtype, entry: (i: number) => number): Tensor =>
  tensor(
    dtype,
    [1, 1, 1, 256],
    Array.from({ length: 256 }, (_, i) => entry(i)),
  )

/** The vectors of lookup. */
export const lookupCases = (): OpCase[] => {
  const pick = random(0x10)
  const every: Shape = [1, 1, 1, 256]
  const cases: OpCase[] = []
  for (const dx of ['u8', 'i8'] as const) {
    const { min, max } = dtypes[dx]
    const x = tensor(
      dx,
      every,
      Array.from({ length: 256 }, (_, i) => min + i),
    )
    for (const dy of ['u8', 'i8'] as const) {
      const { min: low } = dtypes[dy]
      const name = `${dx} to ${dy}`
      cases.push(
        build(
          `every byte, ${name}, identity of raw bytes`,
          x,
          tableOf(dy, (i) => i),
        ),
      )
      cases.push(
        build(
          `every byte, ${name}, reversed`,
          x,
          tableOf(dy, (i) => low + 255 - i),
        ),
      )
      cases.push(
        build(
          `every byte, ${name}, random`,
          x,
          tableOf(dy, () => pick(low, low + 255)),
        ),
      )
      cases.push(
        build(
          `${name}, all the smallest`,
          x,
          tableOf(dy, () => low),
        ),
      )
      for (let i = 0; i < 4; i++) {
        const shape: Shape = [pick(1, 2), pick(1, 4), pick(1, 4), pick(1, 9)]
        const sample = tensor(
          dx,
          shape,
          Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(min, max)),
        )
        cases.push(
          build(
            `${name}, random ${i}`,
            sample,
            tableOf(dy, () => pick(low, low + 255)),
          ),
        )
      }
      cases.push(
        build(
          `${name}, first and last entry`,
          tensor(dx, [1, 1, 1, 4], [min, max, 0, dx === 'i8' ? -1 : 255]),
          tableOf(dy, (i) => (i === 0 || i === 255 ? low : low + 255)),
        ),
      )
    }
  }
  return cases
}
