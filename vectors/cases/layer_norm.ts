import { type Dtype, dtypes, effectiveCoefficient, integerToFloat32, readElement, type Shape } from '@assay/program'
import { bits } from '../bits.ts'
import { type Clamp, clamps, deadMultipliers } from '../extremes.ts'
import { type OpCase, opCase } from '../opCase.ts'
import { random } from '../random.ts'
import { type Tensor, tensor } from '../tensor.ts'

interface Rows {
  readonly x: Tensor
  readonly gamma?: Tensor
  readonly beta?: Tensor
  readonly epsilon?: number
  readonly clamp?: Clamp
}

const { fround } = Math
const small = 2 ** -60
const large = 2 ** 60
const coefficients = (length: number, values: readonly number[]) => tensor('f32', [1, 1, 1, length], values.map(fround))

const build = (name: string, { x, clamp = clamps[1]!, epsilon = 1, ...rest }: Rows): OpCase => {
  const { dtype, ...bounds } = clamp
  const length = x.shape[3]
  const gamma = rest.gamma ?? coefficients(length, [40])
  const beta = rest.beta ?? coefficients(length, [0])
  const attributes = { ...bounds, epsilon: fround(epsilon) }
  return opCase(name, 'layer_norm', { dtype, shape: x.shape }, attributes, [x, gamma, beta])
}

/** The normalised values of a tensor of one row, each a binary32. */
const normalised = (x: Tensor, epsilon: number): number[] => {
  const length = x.shape[3]
  const values = Array.from({ length }, (_, k) => readElement(x.bytes, x.dtype, k))
  const sum = values.reduce((a, b) => a + b)
  const squares = values.reduce((a, b) => a + b * b, 0)
  const variance = integerToFloat32(BigInt(length * squares) - BigInt(sum * sum))
  const deviation = fround(Math.sqrt(fround(variance + fround(epsilon))))
  return values.map((value) => fround(fround(length * value - sum) / deviation))
}

/** The vectors of layer_norm. */
export const layerNormCases = (): OpCase[] => {
  const pick = random(0x1a7e)
  const of = (dtype: Dtype, shape: Shape, value: () => number): Tensor =>
    tensor(dtype, shape, Array.from({ length: shape.reduce((a, b) => a * b) }, value))
  const any = (dtype: Dtype, shape: Shape): Tensor => of(dtype, shape, () => pick(dtypes[dtype].min, dtypes[dtype].max))
  const row = (dtype: Dtype, values: readonly number[], length = values.length) =>
    tensor(dtype, [1, 1, 1, length], values)
  const cases: OpCase[] = []

  for (const dtype of ['u8', 'i8'] as const) {
    const { min, max } = dtypes[dtype]
    cases.push(build(`rows of ${dtype}`, { x: any(dtype, [2, 2, 3, 10]) }))
    cases.push(build(`rows of one ${dtype}`, { x: any(dtype, [1, 2, 3, 1]), beta: coefficients(1, [3.5]) }))
    for (const epsilon of [small, 1, large]) {
      const beta = coefficients(5, [0.5, 1.5, -0.5, 2.5, -70])
      for (const value of [min, 1, max])
        cases.push(
          build(`a constant row of ${dtype} ${value}, epsilon 2^${Math.log2(epsilon)}`, {
            x: row(dtype, [value], 5),
            epsilon,
            beta,
          }),
        )
      cases.push(
        build(`one hot ${dtype}, epsilon 2^${Math.log2(epsilon)}`, {
          x: row(dtype, [min, min, max, min, min]),
          epsilon,
          beta,
        }),
      )
      cases.push(
        build(`one cold ${dtype}, epsilon 2^${Math.log2(epsilon)}`, {
          x: row(dtype, [max, max, min, max, max]),
          epsilon,
          beta,
        }),
      )
      cases.push(
        build(`neighbours of ${dtype}, epsilon 2^${Math.log2(epsilon)}`, {
          x: row(dtype, [7, 7, 8, 7, 7]),
          epsilon,
          beta,
        }),
      )
    }
    cases.push(
      build(`a row of 257 of ${dtype}`, {
        x: any(dtype, [1, 1, 1, 257]),
        gamma: coefficients(257, [30, 31.5, -29]),
        beta: coefficients(257, [0, 1, 2, 3.25]),
      }),
    )
  }

  // normalised values far apart from gamma: 2^-30 with 2^60, 2^8 with 2^-60; the sum with beta loses one of them or cancels
  for (const epsilon of [small, 2 ** 30, large])
    for (const size of [small, 2 ** -31, 1, 2 ** 31, large])
      cases.push(
        build(`epsilon 2^${Math.log2(epsilon)}, gamma 2^${Math.log2(size)}`, {
          x: row('u8', [0, 255, 3, 4, 128, 7, 90, 255]),
          epsilon,
          gamma: coefficients(
            8,
            [size, -size, fround(size * 0.7), fround(size * -1.3)].map((v) => fround(v)),
          ),
          beta: coefficients(8, [0, 0.5, -3, large, -large, small, -small, 2]),
          clamp: clamps[4]!,
        }),
      )

  // constants that count as 0, of either sign
  const dead = [...deadMultipliers, ...deadMultipliers.map((pattern) => (pattern ^ 0x80000000) >>> 0)].filter(
    (pattern) => !effectiveMagnitude(pattern),
  )
  const x = any('i8', [1, 1, 1, dead.length])
  cases.push(
    build('gammas that count as 0', { x, gamma: bits(dead), beta: coefficients(dead.length, [11]), clamp: clamps[4]! }),
  )
  cases.push(build('betas that count as 0', { x, beta: bits(dead), clamp: clamps[4]! }))
  cases.push(build('both count as 0', { x, gamma: bits(dead), beta: bits(dead.toReversed()), clamp: clamps[4]! }))
  cases.push(
    build('the smallest and largest that count', {
      x: row('i8', [-128, 127, 5, 6, -7, 0]),
      gamma: coefficients(6, [small, -small, large, -large, 1, -1]),
      beta: coefficients(6, [-large, large, small, -small]),
      clamp: clamps[4]!,
    }),
  )

  // the result next to an integer and a half
  for (let i = 0; i < 24; i++) {
    const length = pick(2, 40)
    const values = any(i % 2 === 0 ? 'u8' : 'i8', [1, 1, 1, length])
    const epsilon = 2 ** pick(-20, 20)
    const gamma = normalised(values, epsilon).map((n) => {
      const coefficient = fround((pick(-90, 90) + 0.5) / (n || 1))
      return effectiveCoefficient(coefficient)
    })
    cases.push(
      build(`next to a tie ${i}`, { x: values, epsilon, gamma: coefficients(length, gamma), clamp: clamps[4]! }),
    )
  }
  // beta cancels the product of a large gamma but for a small number, so that the last bit of every value before it shows
  for (let i = 0; i < 48; i++) {
    const length = i < 40 ? pick(2, 24) : pick(300, 400)
    const values = any(i % 2 === 0 ? 'u8' : 'i8', [1, 1, 1, length])
    const epsilon = fround(2 ** pick(-10, 24) * (1 + pick(0, 1000) / 1000))
    const gamma = Array.from({ length }, () => fround(2 ** pick(22, 26) * (1 + pick(0, 2 ** 23) / 2 ** 23)))
    const beta = normalised(values, epsilon).map((n, k) => pick(-9, 9) - fround(n * gamma[k]!))
    cases.push(
      build(`cancellation ${i}`, {
        x: values,
        epsilon,
        gamma: coefficients(length, gamma),
        beta: coefficients(length, beta),
        clamp: clamps[4]!,
      }),
    )
  }
  // the same where the product is not a binary32: fused into the sum it would leave another rest
  for (let i = 0; i < 8; i++) {
    const values = any('i8', [1, 1, 1, 12])
    const gamma = Array.from({ length: 12 }, () => fround(1000 + pick(0, 1e6) / 777))
    const beta = normalised(values, 1).map((n, k) => fround(-n * gamma[k]!))
    cases.push(
      build(`rests of products ${i}`, {
        x: values,
        gamma: coefficients(
          12,
          gamma.map((g) => g * 2 ** 20),
        ),
        beta: coefficients(
          12,
          beta.map((b) => b * 2 ** 20),
        ),
        clamp: clamps[4]!,
      }),
    )
  }
  for (const clamp of clamps)
    cases.push(
      build(`clamp ${clamp.dtype} zero ${clamp.zeroY}, ${clamp.low}..${clamp.high}`, {
        x: any('i8', [1, 1, 3, 9]),
        clamp,
      }),
    )
  return cases
}

const effectiveMagnitude = (pattern: number): boolean => {
  const [value] = new Float32Array(Uint32Array.of(pattern).buffer)
  return effectiveCoefficient(value!) !== 0
}
