import { type Dtype, dtypes, type Shape } from '@assay/program'
import { clamps } from '../extremes.ts'
import type { OpCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { extremeScales, type Pointwise, pointwiseCase, repeatedCases } from './pointwise.ts'
import { zeroPoints } from './product.ts'

const build = (name: string, sum: Pointwise): OpCase => pointwiseCase('add', name, sum)

const small = 2 ** -60
const large = 2 ** 60

/** The vectors of add. */
export const addCases = (): OpCase[] => {
  const pick = random(0xadd)
  const any = (dtype: Dtype, shape: Shape): Tensor =>
    tensor(
      dtype,
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => pick(dtypes[dtype].min, dtypes[dtype].max)),
    )
  const row = (dtype: Dtype, values: readonly number[], length = values.length) =>
    tensor(dtype, [1, 1, 1, length], values)
  const cases: OpCase[] = []

  // Both signs, both ends and the zero point itself: quotients reach infinity of either sign, and cancel to exactly 0.
  const left = [0, 255, 128, 127, 129, 0, 255, 1]
  const right = [0, 255, 128, 129, 127, 255, 0, 254]
  cases.push(...extremeScales('add', row('u8', left), row('u8', right)))

  const all = Array.from({ length: 256 }, (_, i) => i)
  const signed = all.map((i) => i - 128)
  cases.push(build('ties of both parities', { scales: [0.5, 1, 1], a: row('u8', all), b: row('u8', [0, 1, 2], 256) }))
  cases.push(
    build('ties below zero', {
      scales: [0.5, 0.25, 1],
      clamp: clamps[4]!,
      a: row('i8', signed),
      b: row('i8', [-2, 2, 0, -6], 256),
    }),
  )
  cases.push(
    build('quotients by a third', {
      scales: [1, 1, 3],
      clamp: clamps[4]!,
      a: row('i8', signed),
      b: row('i8', [0, 1, -1], 256),
    }),
  )
  cases.push(
    build('cancellation of inexact products', {
      scales: [0.1, 0.3, 2 ** -26],
      clamp: clamps[4]!,
      a: row('i8', signed),
      b: row(
        'i8',
        signed.map((v) => Math.max(-128, Math.round(-v / 3))),
      ),
    }),
  )
  // A fused multiply-add or a sum in binary64 rounds these another way: the residue of two products is divided by a tiny scale.
  cases.push(
    build('what a fused operation would change', {
      scales: [1 / 3, 1 / 3 + 2 ** -25, 2 ** -27],
      clamp: clamps[4]!,
      a: row('i8', signed),
      b: row(
        'i8',
        signed.map((v) => Math.min(127, -v)),
      ),
    }),
  )
  cases.push(
    build('products apart by 2^24', {
      scales: [2 ** 24, 1, 2 ** 20],
      clamp: clamps[4]!,
      a: row('i8', signed),
      b: row('i8', [1, -1, 127, -128], 256),
    }),
  )
  cases.push(
    build('products apart by 2^25', {
      scales: [1, 2 ** 25, 2 ** 24],
      clamp: clamps[4]!,
      a: row('i8', signed),
      b: row('i8', [1, -1, 3, -3], 256),
    }),
  )
  // 2^-83 / 2^60 is a denormal of binary32.
  cases.push(
    build('denormal quotients', {
      scales: [small * (1 + 2 ** -23), small, large],
      zeros: [1, 1],
      a: row('u8', [2, 0, 1, 255]),
      b: row('u8', [0, 2, 1, 0]),
    }),
  )

  // The last scale puts the quotient of the first pair next to an integer and a half, where every rounding counts.
  for (let i = 0; i < 40; i++) {
    const [l, r] = [pick(-128, 127), pick(-128, 127)]
    const [scaleX, scaleW] = [Math.fround(pick(1, 1e6) / 777777), Math.fround(pick(1, 1e6) / 333333)]
    const total = Math.fround(Math.fround(l * scaleX) + Math.fround(r * scaleW))
    const scaleY = Math.fround(Math.abs(total) / (pick(0, 60) + 0.5))
    cases.push(
      build(`quotient next to a tie ${i}`, {
        scales: [scaleX, scaleW, scaleY],
        clamp: clamps[4]!,
        a: row('i8', [l, Math.max(-127, -l), l, r]),
        b: row('i8', [r, Math.max(-127, -r), l, l]),
      }),
    )
  }

  for (const dtype of ['u8', 'i8'] as const)
    for (const zeroA of zeroPoints(dtype))
      for (const zeroB of zeroPoints(dtype))
        cases.push(
          build(`zero points ${dtype} ${zeroA}, ${zeroB}`, {
            scales: [0.02, 0.031, 0.045],
            zeros: [zeroA, zeroB],
            clamp: clamps.find((clamp) => clamp.dtype === dtype && clamp.zeroY === zeroPoints(dtype)[2]!)!,
            a: any(dtype, [1, 2, 3, 4]),
            b: any(dtype, [1, 2, 3, 4]),
          }),
        )
  for (const clamp of clamps)
    cases.push(
      build(`clamp ${clamp.dtype} zero ${clamp.zeroY}, ${clamp.low}..${clamp.high}`, {
        scales: [0.7, 1.1, 0.9],
        zeros: clamp.dtype === 'u8' ? [100, 30] : [10, -20],
        clamp,
        a: any(clamp.dtype, [1, 1, 1, 40]),
        b: any(clamp.dtype, [1, 1, 1, 40]),
      }),
    )
  for (let i = 0; i < 12; i++) {
    const clamp = clamps[pick(0, 5)]!
    const { min, max } = dtypes[clamp.dtype]
    cases.push(
      build(`random ${i}`, {
        scales: [pick(1, 100000) / 77777, pick(1, 100000) / 66666, pick(1, 100000) / 55555],
        zeros: [pick(min, max), pick(min, max)],
        clamp,
        a: any(clamp.dtype, [1, 2, 4, 16]),
        b: any(clamp.dtype, [1, 2, 4, 16]),
      }),
    )
  }
  return [...cases, ...repeatedCases('add')]
}
