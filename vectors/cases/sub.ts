import { clamps } from '../extremes.ts'
import type { OpCase } from '../opCase.ts'
import { random } from '../random.ts'
import { tensor } from '../tensor.ts'
import { extremeScales, type Pointwise, pointwiseCase, repeatedCases } from './pointwise.ts'

const build = (name: string, difference: Pointwise): OpCase => pointwiseCase('sub', name, difference)

/** The vectors of sub. */
export const subCases = (): OpCase[] => {
  const pick = random(0x50b)
  const row = (dtype: 'u8' | 'i8', values: readonly number[], length = values.length) =>
    tensor(dtype, [1, 1, 1, length], values)
  const cases: OpCase[] = []
  const left = [0, 255, 128, 127, 129, 0, 255, 1]
  const right = [255, 0, 128, 127, 129, 0, 255, 254]
  cases.push(...extremeScales('sub', row('u8', left), row('u8', right)))
  const all = Array.from({ length: 256 }, (_, i) => i)
  const signed = all.map((i) => i - 128)
  cases.push(
    build('ties of both parities and signs', {
      scales: [0.5, 0.25, 1],
      a: row('u8', all),
      b: row('u8', [0, 2, 4], 256),
    }),
    build('equal operands whose scales differ by one bit', {
      scales: [1 / 3, 1 / 3 + 2 ** -25, 2 ** -27],
      clamp: clamps[4]!,
      a: row('i8', signed),
      b: row('i8', signed),
    }),
    build('what is subtracted is -128', {
      scales: [0.3, 0.7, 0.9],
      zeros: [-128, 127],
      clamp: clamps[5]!,
      a: row('i8', signed),
      b: row('i8', [-128], 256),
    }),
  )
  for (let i = 0; i < 24; i++) {
    const [l, r] = [pick(-128, 127), pick(-128, 127)]
    const [scaleX, scaleW] = [Math.fround(pick(1, 1e6) / 777777), Math.fround(pick(1, 1e6) / 333333)]
    const total = Math.fround(Math.fround(l * scaleX) - Math.fround(r * scaleW))
    const scaleY = Math.fround(Math.max(Math.abs(total), 2 ** -30) / (pick(0, 60) + 0.5))
    cases.push(
      build(`quotient next to a tie ${i}`, {
        scales: [scaleX, scaleW, scaleY],
        clamp: clamps[4]!,
        a: row('i8', [l, Math.max(-127, -l), l, r]),
        b: row('i8', [r, Math.max(-127, -r), l, l]),
      }),
    )
  }
  return [...cases, ...repeatedCases('sub')]
}
