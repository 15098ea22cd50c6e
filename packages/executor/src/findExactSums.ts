import type { Program } from '@assay/program'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { RuntimeFailureError } from './errors.ts'
import { Graph } from './Graph.ts'
import { sumOf } from './kernels/sumOf.ts'
import { nameOfSum, type QuantisedSum, sumByFourOperators, sumByOneOperator } from './kernels/sumQuantised.ts'
import { releaseTensors } from './releaseTensors.ts'

/** Sums compared in one session: 256 KiB of results each, and as much again while they are computed, eight times over. */
const PER_SESSION = 8
const PAIRS = 65_536
/** All pairs, then some again: each meets other lanes of the kernel, and the last ones its tail. */
const SHIFTED = PAIRS + 13

/**
 * Names of a program's sums that ONNX Runtime's one operator gives right on this machine: every pair of bytes is tried, forwards
 * and shifted, against the four operators that define it. Its kernel rounds otherwise (it works with quotients of the scales, and
 * with fused products where the CPU has them), which changes one or two of the 65,536 pairs for one set of scales in five.
 */
export async function findExactSums({ nodes }: Pick<Program, 'nodes'>, threads: number): Promise<ReadonlySet<string>> {
  const sums = new Map(nodes.flatMap((node) => sumOf(node) ?? []).map((sum) => [nameOfSum(sum), sum]))
  const exact = new Set<string>()
  const all = [...sums.values()]
  for (let from = 0; from < all.length; from += PER_SESSION)
    for (const sum of await compare(all.slice(from, from + PER_SESSION), threads)) exact.add(nameOfSum(sum))
  return exact
}

async function compare(sums: readonly QuantisedSum[], threads: number): Promise<QuantisedSum[]> {
  const graph = new Graph()
  const context = { graph, mode: 'u8s8' } as const
  const length = PAIRS + SHIFTED
  const operands = { u8: ['a', 'b'], i8: ['c', 'd'] } as const
  for (const dtype of ['u8', 'i8'] as const) for (const name of operands[dtype]) graph.input(name, dtype, [length])
  const results = sums.map((sum) => {
    const [left, right] = operands[sum.y.dtype]
    const both = [sumByOneOperator, sumByFourOperators].map((by) => by(context, sum, left, right))
    for (const name of both) graph.output(name, sum.y.dtype, [length])
    return both
  })
  const pair = (i: number) => (i < PAIRS ? i : (i - PAIRS + 7) * 257) % PAIRS
  const first = Uint8Array.from({ length }, (_, i) => pair(i) >> 8)
  const second = Uint8Array.from({ length }, (_, i) => pair(i) & 255)
  const options = {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'disabled',
    enableCpuMemArena: false,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  } as const
  const session = await InferenceSession.create(graph.encode(), options).catch((cause: unknown) => {
    throw new RuntimeFailureError('comparing sums', cause)
  })
  try {
    const values = await session.run({
      a: new Tensor('uint8', first, [length]),
      b: new Tensor('uint8', second, [length]),
      c: new Tensor('int8', new Int8Array(first.buffer), [length]),
      d: new Tensor('int8', new Int8Array(second.buffer), [length]),
    })
    const bytesOf = (name: string) => {
      const { buffer, byteOffset, byteLength } = values[name]!.data as Uint8Array | Int8Array
      return Buffer.from(buffer, byteOffset, byteLength)
    }
    const exact = sums.filter((_, i) => bytesOf(results[i]![0]!).equals(bytesOf(results[i]![1]!)))
    releaseTensors(Object.keys(values).map(bytesOf))
    return exact
  } finally {
    await session.release()
  }
}
