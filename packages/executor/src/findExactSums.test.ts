import { interpretNode, type Model, type Node, type Operand } from '@assay/program'
import { expect, test } from 'vitest'
import { findExactSums } from './findExactSums.ts'
import { sumOf } from './kernels/sumOf.ts'
import { nameOfSum } from './kernels/sumQuantised.ts'
import { lowerings } from './lowerings.ts'
import { openSession } from './openSession.ts'
import { seededRandom } from './seededRandom.ts'

const shape = [1, 1, 256, 256] as const
const operand = (index: number, dtype: 'u8' | 'i8'): Operand => ({ source: 'input', index, dtype, shape })
const pairs = [
  Uint8Array.from({ length: 65_536 }, (_, i) => i >> 8),
  Uint8Array.from({ length: 65_536 }, (_, i) => i & 255),
] as const

const sums = (count: number, dtype: 'u8' | 'i8'): Node[] => {
  const random = seededRandom(dtype === 'u8' ? 5 : 6)
  const within = () => (dtype === 'u8' ? 0 : -128) + (random() & 255)
  const scale = () => Math.fround(0.01 + (random() % 10_000) / 100_000)
  return Array.from({ length: count }, () => ({
    op: 'add',
    dtype,
    shape,
    operands: [operand(0, dtype), operand(1, dtype)],
    attributes: {
      ...{ zeroX: within(), zeroW: within(), zeroY: within() },
      ...{ low: dtype === 'u8' ? 0 : -128, high: dtype === 'u8' ? 255 : 127 },
      ...{ scaleX: scale(), scaleW: scale(), scaleY: scale() },
    },
  }))
}

test.each(['u8', 'i8'] as const)(
  'sums of %s give the interpreter’s bytes for every pair, by one operator or four',
  async (dtype) => {
    const nodes = sums(8, dtype)
    const inputs = [operand(0, dtype), operand(1, dtype)]
    const program = { nodes, inputs, constants: [], constantChunkLog2: 10, activationChunkLog2: 12 }
    const model: Model = { program, constants: [] }
    const exact = await findExactSums(program, 1)
    const known = new Map(nodes.map((node) => [nameOfSum(sumOf(node)!), sumOf(node)!]))
    for (const [name, { a, b }] of exact) {
      const sum = known.get(name)!
      expect(Math.abs(a / sum.a.scale - 1), 'next to its own').toBeLessThan(2 ** -20)
      expect(Math.abs(b / sum.b.scale - 1), 'next to its own').toBeLessThan(2 ** -20)
    }
    const session = await openSession(model, { mode: 'u8s8', threads: 1, lowerings })
    const executed = await session.run(pairs)
    await session.close()
    nodes.forEach((node, i) => {
      const expected = interpretNode(node, pairs)
      expect(Buffer.compare(expected, executed[i]!), nameOfSum(sumOf(node)!)).toBe(0)
    })
  },
)

test('one operator is right for sums without rounding, and is not taken for one that it gets wrong', async () => {
  const [node] = sums(1, 'u8')
  const plain = { ...node!, attributes: { ...node!.attributes, scaleX: 1, scaleW: 1, scaleY: 1 } }
  // The quotients of these scales leave binary32, so what works with them gives nothing of use.
  const extreme = { ...node!, attributes: { ...plain.attributes, scaleX: 2 ** 60, scaleW: 2 ** -60, scaleY: 2 ** -60 } }
  const exact = await findExactSums({ nodes: [plain, extreme, plain] }, 1)
  expect(exact.has(nameOfSum(sumOf(plain)!))).toBe(true)
  expect(exact.has(nameOfSum(sumOf(extreme)!)), 'the quotient of 2^60 and 2^-60').toBe(false)
})

test('sums of unlike dtypes or shapes are left to four operators', () => {
  const [node] = sums(1, 'u8')
  const [a, b] = node!.operands
  expect(sumOf({ ...node!, operands: [a!, { ...b!, dtype: 'i8' }] })).toBeUndefined()
  expect(sumOf({ ...node!, dtype: 'i8' })).toBeUndefined()
  expect(sumOf({ ...node!, operands: [a!, { ...b!, shape: [1, 1, 1, 256] }] })).toBeUndefined()
  expect(sumOf({ ...node!, op: 'sub' })).toBeUndefined()
})

test('single elements, which ONNX Runtime adds as scalars, give the interpreter’s bytes', async () => {
  // Of the 65,536 pairs in rows the one operator gets all of this sum right; of these seven as scalars, each one too low.
  const firsts = [158, 162, 166, 170, 174, 178, 182]
  const [node] = sums(1, 'u8')
  const single = (index: number): Operand => ({ ...operand(index, 'u8'), shape: [1, 1, 1, 1] })
  const attributes = {
    ...{ zeroX: 189, zeroW: 98, zeroY: 118, low: 0, high: 255 },
    ...{ scaleX: 0.21875, scaleW: Math.fround(0.01341753), scaleY: 0.0625 },
  }
  const nodes = firsts.map((_, i): Node => {
    return { ...node!, shape: [1, 1, 1, 1], operands: [single(i), single(firsts.length)], attributes }
  })
  const inputs = [...firsts, 98].map((_, i) => single(i))
  const program = { nodes, inputs, constants: [], constantChunkLog2: 8, activationChunkLog2: 8 }
  const session = await openSession({ program, constants: [] }, { mode: 'u8s8', threads: 1, lowerings })
  const executed = await session.run([...firsts, 98].map((byte) => Uint8Array.of(byte)))
  await session.close()
  const expected = firsts.map((byte, i) => interpretNode(nodes[i]!, [Uint8Array.of(byte), Uint8Array.of(98)]))
  expect(executed).toEqual(expected)
})
