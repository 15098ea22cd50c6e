import { describe, expect, it } from 'vitest'
import { random } from '../../../vectors/random.ts'
import { network, samplePrograms } from '../../../vectors/samplePrograms.ts'
import { ProgramError } from './errors.ts'
import { interpret } from './interpret.ts'
import { tensorBytes } from './tensorBytes.ts'
import type { Model, Program } from './types.ts'
import { validateModel } from './validateModel.ts'
import { writeElement } from './writeElement.ts'

const blank = (program: Program): Uint8Array[] => program.constants.map((type) => new Uint8Array(tensorBytes(type)))

/** One product of `depth` values, all weights alike. */
const product = (depth: number, weight: number, bias: number, zeroX = 0): Model => {
  const shape = [1, 1, 1, depth] as const
  const one = [1, 1, 1, 1] as const
  const program: Program = {
    nodes: [
      {
        op: 'matmul',
        dtype: 'u8',
        shape: one,
        operands: [
          { source: 'input', index: 0, dtype: 'u8', shape },
          { source: 'constant', index: 0, dtype: 'i8', shape },
          { source: 'constant', index: 1, dtype: 'i32', shape: one },
          { source: 'constant', index: 2, dtype: 'f32', shape: one },
        ],
        attributes: { zeroX, zeroW: 0, zeroY: 0, low: 0, high: 255 },
      },
    ],
    inputs: [{ dtype: 'u8', shape }],
    constants: [
      { dtype: 'i8', shape },
      { dtype: 'i32', shape: one },
      { dtype: 'f32', shape: one },
    ],
    constantChunkLog2: 10,
    activationChunkLog2: 12,
  }
  const constants = blank(program)
  constants[0]!.fill(weight)
  writeElement(constants[1]!, 'i32', 0, bias)
  return { program, constants }
}

describe('validateModel', () => {
  it('accepts a model whose sums fit', () => {
    validateModel({ program: network, constants: blank(network) })
    validateModel(product(100, 127, 2 ** 31 - 1 - 100 * 127 * 255))
    validateModel(product(100, -127, -(2 ** 31) + 100 * 127 * 255))
  })

  it('follows sums through ops that move them, and through the value around them', () => {
    const moved = (zeroX: number): Program => {
      const sums = [1, 1, 4, 1] as const
      const turned = [1, 1, 1, 4] as const
      const padded = [1, 1, 1, 5] as const
      const node = (index: number, shape: typeof sums | typeof turned | typeof padded) =>
        ({ source: 'node', index, dtype: 'i32', shape }) as const
      const x = { source: 'input', index: 0, dtype: 'u8', shape: [1, 1, 4, 9] } as const
      const ids = { source: 'constant', index: 0, dtype: 'i32', shape: turned } as const
      const perm = { perm0: 0, perm1: 1, perm2: 3, perm3: 2 }
      const cut = { start0: 0, start1: 0, start2: 0, start3: 0, step0: 1, step1: 1, step2: 1, step3: 1 }
      const around = { before0: 0, before1: 0, before2: 0, before3: 1, zeroX }
      return {
        nodes: [
          { op: 'reduce_sum', dtype: 'i32', shape: sums, operands: [x], attributes: { axis: 3, zeroX: 0 } },
          { op: 'gather', dtype: 'i32', shape: sums, operands: [node(0, sums), ids], attributes: {} },
          { op: 'transpose', dtype: 'i32', shape: turned, operands: [node(1, sums)], attributes: perm },
          { op: 'slice', dtype: 'i32', shape: turned, operands: [node(2, turned)], attributes: cut },
          { op: 'pad', dtype: 'i32', shape: padded, operands: [node(3, turned)], attributes: around },
          {
            op: 'reduce_sum',
            dtype: 'i32',
            shape: [1, 1, 1, 1],
            operands: [node(4, padded)],
            attributes: { axis: 3, zeroX: 0 },
          },
        ],
        inputs: [{ dtype: 'u8', shape: x.shape }],
        constants: [{ dtype: 'i32', shape: turned }],
        constantChunkLog2: 10,
        activationChunkLog2: 12,
      }
    }
    const validate = (zeroX: number) => () => validateModel({ program: moved(zeroX), constants: blank(moved(zeroX)) })
    expect(validate(0)).not.toThrow()
    expect(validate(2 ** 31 - 1)).toThrow(`node 5 (reduce_sum): largest sum is ${5 * (2 ** 31 - 1)}`)
  })

  it('rejects a program whose reduction overflows int32, by one', () => {
    const over = () => validateModel(product(100, 127, 2 ** 31 - 100 * 127 * 255))
    expect(over).toThrow(ProgramError)
    expect(over).toThrow(
      'node 0 (matmul): largest sum is 2147483648; it must be -2147483648..2147483647. Shorten the reduction or scale its weights down: it would overflow int32.',
    )
    expect(() => validateModel(product(100, -127, -(2 ** 31) + 100 * 127 * 255 - 1))).toThrow(
      'smallest sum is -2147483649',
    )
  })

  it('counts inputs on both sides of their zero point', () => {
    // x - zeroX lies in -255..0
    expect(() => validateModel(product(100, 127, -(2 ** 31) + 99, 255))).toThrow('smallest sum')
    validateModel(product(100, 127, 2 ** 31 - 1, 255))
  })

  it('knows that a chain of sums cannot overflow when its parts are small', () => {
    const { program } = { program: network }
    validateModel({ program, constants: blank(program) })
    const i32 = samplePrograms['a sum of i32']!
    expect(() => validateModel({ program: i32, constants: [] })).toThrow('node 0 (reduce_sum): smallest sum')
  })

  it('asks for every constant at its length', () => {
    const constants = blank(network)
    expect(() => validateModel({ program: network, constants: constants.slice(1) })).toThrow(
      'number of constants is 8; it must be 9. Give every constant.',
    )
    constants[3] = new Uint8Array(71)
    expect(() => validateModel({ program: network, constants })).toThrow(
      'constants[3] bytes is 71; it must be 72. Give constant 3 as i8 [8,3,3,1].',
    )
  })

  it('is right: where it accepts, no input makes a sum wrap', () => {
    const pick = random(7)
    let accepted = 0
    for (let i = 0; i < 300; i++) {
      const depth = pick(1, 40)
      const near = 127 * 255 * depth
      const model = product(
        depth,
        pick(-128, 127),
        pick(0, 1) === 0 ? 2 ** 31 - 1 - pick(0, near) : -(2 ** 31) + pick(0, near),
        pick(0, 255),
      )
      const wraps = [0, 255].some((value) => {
        const { zeroX } = model.program.nodes[0]!.attributes
        const weight = BigInt((model.constants[0]![0]! << 24) >> 24)
        const bias = BigInt(new DataView(model.constants[1]!.buffer).getInt32(0, true))
        const sum = bias + BigInt(depth) * weight * BigInt(value - zeroX!)
        return sum !== BigInt.asIntN(32, sum)
      })
      if (wraps) {
        expect(() => validateModel(model)).toThrow('overflow int32')
      } else {
        validateModel(model)
        accepted++
      }
    }
    expect(accepted).toBeGreaterThan(50)
    expect(accepted).toBeLessThan(250)
  })
})

describe('interpret', () => {
  it('also runs a model whose sums wrap: every executor must agree on it', () => {
    const model = product(1, 1, 2 ** 31 - 1)
    writeElement(model.constants[2]!, 'f32', 0, 2 ** -24)
    expect([...interpret(model, [Uint8Array.of(0)])[0]!]).toEqual([128])
    expect([...interpret(model, [Uint8Array.of(1)])[0]!]).toEqual([0])
  })
})
