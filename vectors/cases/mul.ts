import { clamps } from '../extremes.ts'
import type { OpCase } from '../opCase.ts'
import { random } from '../random.ts'
import { tensor } from '../tensor.ts'
import { extremeScales, type Pointwise, pointwiseCase, repeatedCases } from './pointwise.ts'

const build = (name: string, product: Pointwise): OpCase => pointwiseCase('mul', name, product)

/** The vectors of mul. */
export const mulCases = (): OpCase[] => {
  const pick = random(0x301)
  const row = (dtype: 'u8' | 'i8', values: readonly number[], length = values.length) =>
    tensor(dtype, [1, 1, 1, length], values)
  const cases: OpCase[] = []
  // Products of 2^136 are infinite, those of 2^-120 the least that are not 0; both signs, and zeros of both.
  const left = [0, 255, 128, 127, 129, 0, 255, 128]
  const right = [0, 255, 128, 129, 129, 255, 128, 0]
  cases.push(...extremeScales('mul', row('u8', left), row('u8', right)))
  const odd = 1 + 2 ** -23
  cases.push(
    build('the least product over the least and the largest scale', {
      scales: [2 ** -60 * odd, 2 ** -60 * odd, 2 ** -60],
      a: row('u8', [1, 255, 0, 7]),
      b: row('u8', [1, 255, 255, 0]),
    }),
    build('products about the largest binary32', {
      scales: [2 ** 60, 2 ** 60, 2 ** 60],
      clamp: clamps[4]!,
      a: row('i8', [15, 16, -16, -15, 127, -128]),
      b: row('i8', [16, 16, 16, 17, 127, 127]),
    }),
  )
  const all = Array.from({ length: 256 }, (_, i) => i)
  const signed = all.map((i) => i - 128)
  cases.push(
    build('ties of both parities and signs', {
      scales: [0.5, 1, 1],
      clamp: clamps[4]!,
      a: row('i8', signed),
      b: row('i8', [1, 3, -1], 256),
    }),
    build('a gate: every value times every thirty-first', {
      scales: [1 / 255, 0.05, 0.031],
      zeros: [0, 3],
      a: tensor('u8', [1, 1, 256, 1], all),
      b: tensor('i8', [1, 1, 1, 9], [-128, -97, -66, -35, -4, 27, 58, 89, 127]),
    }),
  )
  // Three roundings before the last: a product in binary64, or a scale folded beforehand, gives another integer.
  for (let i = 0; i < 40; i++) {
    const [l, r] = [pick(1, 127), pick(-128, -1)]
    const [scaleX, scaleW] = [Math.fround(pick(1, 1e6) / 777777), Math.fround(pick(1, 1e6) / 333333)]
    const total = Math.fround(Math.fround(l * scaleX) * Math.fround(r * scaleW))
    const scaleY = Math.fround(Math.abs(total) / (pick(0, 60) + 0.5))
    cases.push(
      build(`quotient next to a tie ${i}`, {
        scales: [scaleX, scaleW, scaleY],
        clamp: clamps[4]!,
        a: row('i8', [l, -l, l, 0]),
        b: row('i8', [r, r, Math.max(-127, r) * -1, r]),
      }),
    )
  }
  return [...cases, ...repeatedCases('mul')]
}
