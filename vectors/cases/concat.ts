import { type Dtype, dtypes, type Shape } from '@assay/program'
import { type Clamp, clamps } from '../extremes.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { numbered } from './coordinates.ts'
import { zeroPoints } from './product.ts'

interface Part {
  readonly x: Tensor
  readonly zero: number
  readonly scale: number
}

const build = (name: string, axis: number, scaleY: number, clamp: Clamp, parts: readonly Part[]): OpCase => {
  const { dtype, ...bounds } = clamp
  const first = parts[0]!.x.shape
  const total = parts.reduce((sum, { x }) => sum + x.shape[axis]!, 0)
  const shape = first.map((size, i) => (i === axis ? total : size)) as unknown as Shape
  const at = (of: 'zero' | 'scale') =>
    Object.fromEntries([0, 1, 2, 3].map((i) => [`${of}${i}`, Math.fround(parts[i]?.[of] ?? 0)]))
  const attributes = { axis, ...at('zero'), ...bounds, ...at('scale'), scaleY: Math.fround(scaleY) }
  const tensors = parts.map(({ x }) => x)
  return opCase(name, 'concat', { dtype, shape }, attributes, tensors)
}

const small = 2 ** -60
const large = 2 ** 60

/** The vectors of concat. */
export const concatCases = (): OpCase[] => {
  const pick = random(0xc04ca7)
  const [u8, i8] = [clamps[1]!, clamps[4]!]
  const all = (dtype: Dtype): Tensor =>
    tensor(
      dtype,
      [1, 1, 1, 256],
      Array.from({ length: 256 }, (_, i) => dtypes[dtype].min + i),
    )
  const cases: OpCase[] = []

  // Two to four operands along each axis, of sizes that differ, each with a dtype of its own.
  for (const axis of [0, 1, 2, 3])
    for (const count of [2, 3, 4]) {
      const parts = Array.from({ length: count }, (_, i): Part => {
        const dtype = (i + axis) % 2 === 0 ? 'u8' : 'i8'
        const shape = [2, 3, 2, 3].map((size, at) => (at === axis ? i + 1 : size)) as unknown as Shape
        return { x: numbered(dtype, shape), zero: zeroPoints(dtype)[i % 3]!, scale: 0.3 + 0.25 * i }
      })
      cases.push(build(`${count} along axis ${axis}`, axis, 0.5, count === 3 ? i8 : u8, parts))
    }

  // Every byte: what has the output's own scale and zero point stays as it is, at any scale.
  for (const dtype of ['u8', 'i8'] as const)
    for (const zero of zeroPoints(dtype))
      for (const scale of [small, 1 / 3, 1 - 2 ** -24, large]) {
        const { min: low, max: high } = dtypes[dtype]
        const same = { x: all(dtype), zero, scale }
        const other = { x: tensor(dtype, [1, 1, 1, 2], [low, high]), zero: zeroPoints(dtype)[2]!, scale: 1 }
        cases.push(
          build(`every ${dtype} unchanged, zero ${zero}, scale ${scale}`, 3, scale, { dtype, zeroY: zero, low, high }, [
            other,
            same,
          ]),
        )
      }
  cases.push(
    build('unchanged, yet clamped', 3, 0.7, clamps[6]!, [
      { x: all('u8'), zero: 7, scale: 0.7 },
      { x: all('i8'), zero: 7, scale: 0.7 },
    ]),
  )

  for (const scale0 of [small, 1, large])
    for (const scaleY of [small, 1, large])
      cases.push(
        build(`scales 2^${Math.log2(scale0)} over 2^${Math.log2(scaleY)}`, 3, scaleY, u8, [
          { x: tensor('u8', [1, 1, 1, 5], [0, 1, 128, 254, 255]), zero: 128, scale: scale0 },
          { x: tensor('i8', [1, 1, 1, 5], [-128, -1, 0, 1, 127]), zero: 0, scale: scale0 },
        ]),
      )
  cases.push(
    build('ties of both parities', 3, 2, i8, [
      { x: all('u8'), zero: 0, scale: 1 },
      { x: all('i8'), zero: 0, scale: 5 },
    ]),
  )
  cases.push(
    build('denormal quotients', 3, large, u8, [
      { x: all('u8'), zero: 1, scale: small * (1 + 2 ** -23) },
      { x: all('i8'), zero: -1, scale: small },
    ]),
  )
  // Quotients of inexact products next to a tie, where a product kept in binary64, or a reciprocal, rounds another way.
  for (let i = 0; i < 12; i++) {
    const scale = Math.fround(pick(1, 1e6) / 777777)
    const scaleY = Math.fround(Math.fround(pick(1, 127) * scale) / (pick(0, 60) + 0.5))
    cases.push(
      build(`next to a tie ${i}`, 3, scaleY, i % 2 === 0 ? i8 : u8, [
        { x: all('i8'), zero: 0, scale },
        { x: all('u8'), zero: 0, scale: Math.fround(scale * 3) },
      ]),
    )
  }
  for (const clamp of clamps) {
    const part = (dtype: 'u8' | 'i8', scale: number): Part => ({
      x: numbered(dtype, [1, 1, 9, 4]),
      zero: pick(dtypes[dtype].min, dtypes[dtype].max),
      scale,
    })
    cases.push(
      build(`clamp ${clamp.dtype} zero ${clamp.zeroY}, ${clamp.low}..${clamp.high}`, 2, 0.9, clamp, [
        part('u8', 0.7),
        part('i8', 1.1),
        part('i8', 0.9),
      ]),
    )
  }
  return cases
}
