import { clamps, sums } from '../extremes.ts'
import { nearTie } from '../nearTie.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { tensor } from '../tensor.ts'

/** Multipliers that a descriptor may hold. */
const scales = [
  0.5,
  1,
  0.25,
  1.5,
  2.5,
  0.1,
  1 / 3,
  1 / 49,
  2 ** -24,
  2 ** -25,
  2 ** -23,
  2 ** -31,
  2 ** -60,
  2 ** 60,
  1 + 2 ** -23,
  1 - 2 ** -24,
]

/** The vectors of requantise. */
export const requantiseCases = (): OpCase[] => {
  const pick = random(0x7e)
  const x = tensor('i32', [1, 1, 1, sums.length], sums)
  const cases: OpCase[] = []
  for (const scale of scales)
    for (const { dtype, ...bounds } of clamps
      .slice(0, 6)
      .filter(() => pick(0, 1) === 1 || scale === 0.5 || scale === 2 ** 60))
      cases.push(
        opCase(
          `by ${scale} to ${dtype} zero ${bounds.zeroY}`,
          'requantise',
          { dtype, shape: x.shape },
          { ...bounds, scaleX: Math.fround(scale) },
          [x],
        ),
      )
  for (let i = 0; i < 12; i++) {
    const { sum, multiplier } = nearTie(pick)
    const around = Array.from({ length: 64 }, (_, k) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, sum + 7 * (k - 32))))
    const { dtype, ...bounds } = clamps[4]!
    const shape = [1, 1, 1, 64] as const
    cases.push(
      opCase(`products next to a tie ${i}`, 'requantise', { dtype, shape }, { ...bounds, scaleX: multiplier }, [
        tensor('i32', shape, around),
      ]),
    )
  }
  for (const { dtype, ...bounds } of clamps) {
    const sample = tensor(
      'i32',
      [1, 2, 2, 12],
      Array.from({ length: 48 }, () => pick(-5000, 5000)),
    )
    const name = `random to ${dtype} zero ${bounds.zeroY}, clamp ${bounds.low}..${bounds.high}`
    cases.push(
      opCase(
        name,
        'requantise',
        { dtype, shape: sample.shape },
        { ...bounds, scaleX: Math.fround(pick(1, 999) / 9973) },
        [sample],
      ),
    )
  }
  return cases
}
