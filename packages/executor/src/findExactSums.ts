import type { Program } from '@assay/program'
import { RuntimeFailureError } from './errors.ts'
import { Graph } from './Graph.ts'
import { sumOf } from './kernels/sumOf.ts'
import { nameOfSum, type QuantisedSum, sumByFourOperators, sumByOneOperator } from './kernels/sumQuantised.ts'
import { releaseTensors } from './releaseTensors.ts'
import { bindTensors, OrtSession } from './runtime/OrtSession.ts'

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
  const shape = [length]
  const operand = (name: string, dtype: 'u8' | 'i8') => ({ name: graph.input(name, dtype, shape), dtype, shape })
  const operands = {
    u8: [operand('a', 'u8'), operand('b', 'u8')],
    i8: [operand('c', 'i8'), operand('d', 'i8')],
  } as const
  const results = sums.map((sum) => {
    const { dtype } = sum.y
    const [left, right] = operands[dtype]
    return [sumByOneOperator, sumByFourOperators].map((by) => {
      const name = graph.output(by(context, sum, left.name, right.name), dtype, shape)
      return { name, dtype, shape }
    })
  })
  const pair = (i: number) => (i < PAIRS ? i : (i - PAIRS + 7) * 257) % PAIRS
  const first = Uint8Array.from({ length }, (_, i) => pair(i) >> 8)
  const second = Uint8Array.from({ length }, (_, i) => pair(i) & 255)
  const options = { threads, arena: false }
  const session = await OrtSession.open(graph.encode(), options).catch((cause: unknown) => {
    throw cause instanceof RuntimeFailureError ? cause : new RuntimeFailureError('comparing sums', cause)
  })
  try {
    const binding = bindTensors(Object.values(operands).flat(), results.flat())
    const written = results.map((tensors) => tensors.map(() => new Uint8Array(length)))
    await session.run(binding, [first, second, first, second, ...written.flat()])
    const exact = sums.filter((_, i) => Buffer.compare(written[i]![0]!, written[i]![1]!) === 0)
    releaseTensors([first, second, ...written.flat()])
    return exact
  } finally {
    await session.release()
  }
}
