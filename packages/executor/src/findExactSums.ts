import { elementCount, type Program } from '@assay/program'
import { RuntimeFailureError } from './errors.ts'
import { Graph } from './Graph.ts'
import { nudgeFloat32 } from './kernels/nudgeFloat32.ts'
import { sumOf } from './kernels/sumOf.ts'
import {
  type ExactSums,
  nameOfSum,
  type OperatorScales,
  type QuantisedSum,
  sumByFourOperators,
  sumByOneOperator,
} from './kernels/sumQuantised.ts'
import { releaseTensors } from './releaseTensors.ts'
import { bindTensors, OrtSession } from './runtime/OrtSession.ts'

/** Compared in one session: 128 KiB of results each, and as much again while they are computed, eight times over. */
const PER_SESSION = 8
const PAIRS = 65_536
/** All pairs, then some again: each meets other lanes of the kernel, and the last ones its tail. */
const SHIFTED = PAIRS + 13

/** How many binary32 numbers away from the sum's own scales others are tried, the nearest first. */
const NUDGES = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6]
  .flatMap((a, _, all) => all.map((b) => ({ a, b })))
  .sort((one, other) => Math.abs(one.a) + Math.abs(one.b) - Math.abs(other.a) - Math.abs(other.b))

/** Elements from which a sum is worth the search, a tenth of a second at most: one operator saves a microsecond for a thousand of them. */
const SEARCHED = 2 ** 16

interface Candidate {
  readonly sum: QuantisedSum
  readonly scales: OperatorScales
}

/**
 * A program's sums that ONNX Runtime's one operator gives right on this machine: every pair of bytes is tried, forwards and shifted,
 * against the four operators that define it. Its kernel rounds otherwise (it works with quotients of the scales, and with fused
 * products where the CPU has them), which changes one or two of the 65,536 pairs for one set of scales in five. Those pairs lie next to a
 * tie: most often some scales next to the sum's own give them right too, and all others as before. They are looked for where tensors are large.
 */
export async function findExactSums({ nodes }: Pick<Program, 'nodes'>, threads: number): Promise<ExactSums> {
  const sums = new Map(nodes.flatMap((node) => sumOf(node) ?? []).map((sum) => [nameOfSum(sum), sum]))
  const exact = new Map<string, OperatorScales>()
  const tryAll = async (candidates: readonly Candidate[]): Promise<void> => {
    for (const { sum, scales } of await agreeing(candidates, threads)) {
      const name = nameOfSum(sum)
      if (!exact.has(name)) exact.set(name, scales)
    }
  }
  const own = [...sums.values()].map((sum) => ({ sum, scales: { a: sum.a.scale, b: sum.b.scale } }))
  for (const batch of inBatches(own)) await tryAll(batch)
  const large = nodes.filter(({ shape }) => elementCount(shape) >= SEARCHED).flatMap((node) => sumOf(node) ?? [])
  for (const sum of large) {
    const name = nameOfSum(sum)
    for (const batch of inBatches(neighbours(sum))) {
      if (exact.has(name)) break
      await tryAll(batch)
    }
  }
  return exact
}

const neighbours = (sum: QuantisedSum): Candidate[] =>
  NUDGES.slice(1).map(({ a, b }) => ({
    sum,
    scales: { a: nudgeFloat32(sum.a.scale, a), b: nudgeFloat32(sum.b.scale, b) },
  }))

function* inBatches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += PER_SESSION) yield all.slice(from, from + PER_SESSION)
}

/** Those with which the one operator agrees with the four. */
async function agreeing(candidates: readonly Candidate[], threads: number): Promise<Candidate[]> {
  const graph = new Graph()
  const context = { graph, mode: 'u8s8' } as const
  const length = PAIRS + SHIFTED
  const shape = [length]
  const operand = (name: string, dtype: 'u8' | 'i8') => ({ name: graph.input(name, dtype, shape), dtype, shape })
  const operands = {
    u8: [operand('a', 'u8'), operand('b', 'u8')],
    i8: [operand('c', 'i8'), operand('d', 'i8')],
  } as const
  // by name: the four operators of several candidates for one sum are the same
  const outputs = new Map<string, { readonly name: string; readonly dtype: 'u8' | 'i8'; readonly shape: number[] }>()
  const compared = candidates.map(({ sum, scales }) => {
    const { dtype } = sum.y
    const [left, right] = operands[dtype]
    const nudged = { a: { ...sum.a, scale: scales.a }, b: { ...sum.b, scale: scales.b }, y: sum.y }
    const values = [
      sumByOneOperator(context, nudged, left.name, right.name),
      sumByFourOperators(context, sum, left.name, right.name),
    ] as const
    for (const value of values) outputs.set(value, { name: graph.output(value, dtype, shape), dtype, shape })
    return values
  })
  const pair = (i: number) => (i < PAIRS ? i : (i - PAIRS + 7) * 257) % PAIRS
  const first = Uint8Array.from({ length }, (_, i) => pair(i) >> 8)
  const second = Uint8Array.from({ length }, (_, i) => pair(i) & 255)
  const session = await OrtSession.open(graph.encode(), { threads, arena: false }).catch((cause: unknown) => {
    throw cause instanceof RuntimeFailureError ? cause : new RuntimeFailureError('comparing sums', cause)
  })
  const written = new Map([...outputs.keys()].map((value) => [value, new Uint8Array(length)]))
  try {
    const binding = bindTensors(Object.values(operands).flat(), [...outputs.values()])
    await session.run(binding, [first, second, first, second, ...written.values()])
    return candidates.filter((_, i) => {
      const [one, four] = compared[i]!
      return Buffer.compare(written.get(one)!, written.get(four)!) === 0
    })
  } finally {
    releaseTensors([first, second, ...written.values()])
    await session.release()
  }
}
