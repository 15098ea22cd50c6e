import type { Node } from '../src/types.ts'
import { clampInteger, fromInteger, fromNumber, multiply, toInteger } from './exact.ts'

/** Elements of an operand by coordinates, as arrays of arrays. */
type Image = readonly (readonly (readonly (readonly bigint[])[])[])[]

const nest = ([n, h, w, c]: readonly number[], values: readonly number[]): Image => {
  let next = 0
  const list = <T>(length: number, make: () => T): T[] => Array.from({ length }, make)
  return list(n!, () => list(h!, () => list(w!, () => list(c!, () => BigInt(values[next++]!)))))
}

/**
 * conv2d and matmul another way: the image is padded with its zero point beforehand, everything is gathered in arrays of
 * arrays, sums are unbounded and cut to 32 bits at the end, and rounding is done on fractions.
 */
export const naiveProduct = (node: Node, operands: readonly (readonly number[])[]): number[] => {
  const a = node.attributes
  const [x, w] = [node.operands[0]!, node.operands[1]!]
  const matmul = node.op === 'matmul'
  const [batch, rows, columns, channels] = matmul ? [x.shape[0] * x.shape[1], 1, x.shape[2], x.shape[3]] : x.shape
  const image = nest([batch, rows, columns, channels], operands[0]!)
  const every = nest(matmul ? [w.shape[0] * w.shape[1] * w.shape[2], 1, 1, w.shape[3]] : w.shape, operands[1]!)
  const weightsOf = (picture: number) => {
    if (!matmul) return every
    const matrices = Array.from({ length: w.shape[0] }, (_, i) =>
      Array.from({ length: w.shape[1] }, (_, j) =>
        every.slice((i * w.shape[1] + j) * w.shape[2], (i * w.shape[1] + j + 1) * w.shape[2]),
      ),
    )
    const stack = matrices.length === 1 ? matrices[0]! : matrices[Math.floor(picture / x.shape[1])]!
    return stack.length === 1 ? stack[0]! : stack[picture % x.shape[1]]!
  }
  const at = (name: string, otherwise: number) => a[name] ?? otherwise
  const [top, left, bottom, right] = [at('padTop', 0), at('padLeft', 0), at('padBottom', 0), at('padRight', 0)]
  const blank = Array.from({ length: channels }, () => BigInt(a.zeroX!))
  const padded = image.map((picture) => {
    const wide = picture.map((row) => [...Array(left).fill(blank), ...row, ...Array(right).fill(blank)])
    const empty = Array(columns + left + right).fill(blank)
    return [...Array(top).fill(empty), ...wide, ...Array(bottom).fill(empty)]
  })
  const depth = channels / at('groups', 1)
  const perGroup = weightsOf(0).length / at('groups', 1)
  const results: number[] = []
  const [, outH, outW] = matmul ? [batch, 1, columns] : node.shape
  for (const [index, picture] of padded.entries())
    for (let y = 0; y < outH!; y++)
      for (let z = 0; z < outW!; z++)
        weightsOf(index).forEach((kernel, o) => {
          let sum = BigInt(operands[2]![o]!)
          kernel.forEach((row, i) => {
            row.forEach((tap, j) => {
              const pixel =
                picture[y * at('strideH', 1) + i * at('dilationH', 1)]![z * at('strideW', 1) + j * at('dilationW', 1)]!
              const group = Math.floor(o / perGroup)
              tap.forEach((weight, c) => {
                sum += (pixel[group * depth + c]! - BigInt(a.zeroX!)) * (weight - BigInt(a.zeroW!))
              })
            })
          })
          results.push(naiveRescale(BigInt.asIntN(32, sum), operands[3]![o]!, a.zeroY!, a.low!, a.high!))
        })
  return results
}

/** rescale on fractions, with a multiplier from a constant. */
export const naiveRescale = (sum: bigint, multiplier: number, zeroY: number, low: number, high: number): number => {
  const counts = multiplier >= 2 ** -60 && multiplier <= 2 ** 60
  const product = counts ? toInteger(multiply(fromInteger(sum), fromNumber(multiplier))) : 0n
  return clampInteger(product + BigInt(zeroY), low, high)
}
