import type { Dtype, Shape } from '@assay/program'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { movable, numbered } from './coordinates.ts'

const build = (name: string, dtype: Dtype, shape: Shape, perm: readonly number[]): OpCase => {
  const [perm0, perm1, perm2, perm3] = perm as [number, number, number, number]
  const moved: Shape = [shape[perm0]!, shape[perm1]!, shape[perm2]!, shape[perm3]!]
  return opCase(name, 'transpose', { dtype, shape: moved }, { perm0, perm1, perm2, perm3 }, [numbered(dtype, shape)])
}

const axes = [0, 1, 2, 3]
const permutations = axes.flatMap((a) =>
  axes.flatMap((b) => axes.flatMap((c) => axes.map((d) => [a, b, c, d]))).filter((perm) => new Set(perm).size === 4),
)

/** The vectors of transpose. */
export const transposeCases = (): OpCase[] => {
  const pick = random(0x7a)
  const every = permutations.map((perm, i) => build(`[${perm}]`, movable[i % 3]!, [2, 3, 5, 4], perm))
  const drawn = Array.from({ length: 24 }, (_, i) => {
    const perm = permutations[pick(0, 23)]!
    const shape: Shape = [pick(1, 3), pick(1, 7), pick(1, 9), pick(1, 11)]
    return build(`[${shape}] by [${perm}], ${i}`, movable[pick(0, 2)]!, shape, perm)
  })
  return [
    ...every,
    ...movable.map((dtype) => build(`one element of ${dtype}`, dtype, [1, 1, 1, 1], [3, 2, 1, 0])),
    build('a row becomes a column', 'i8', [1, 1, 1, 700], [0, 1, 3, 2]),
    build('a column becomes a batch', 'u8', [1, 1, 700, 1], [2, 1, 0, 3]),
    build('channels first', 'u8', [1, 8, 9, 16], [0, 3, 1, 2]),
    build('channels last', 'i32', [2, 6, 5, 7], [0, 2, 3, 1]),
    ...drawn,
  ]
}
