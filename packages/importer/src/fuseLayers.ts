import { MAX_STEP_BYTES, type Node, nodeCost, type Operand, type Program } from '@assay/program'
import type { LaidOut } from './6-layout.ts'
import type { Fuser, Fusion } from './fuse/Fusion.ts'
import { fuseAdd } from './fuse/fuseAdd.ts'
import { fuseDepthwise } from './fuse/fuseDepthwise.ts'
import { fuseMaxPool } from './fuse/fuseMaxPool.ts'
import { fuseMean } from './fuse/fuseMean.ts'
import { fuseProjection } from './fuse/fuseProjection.ts'

/** Proofs stay cheap: no step is made dearer than this by fusing, whatever the chain would allow. */
const MAX_FUSED_GAS = 3_260_000

const fusers: readonly Fuser[] = [fuseDepthwise, fuseProjection, fuseAdd, fuseMaxPool, fuseMean]

type Chunks = Pick<Program, 'constantChunkLog2' | 'activationChunkLog2'>

/**
 * Says neighbouring nodes as one where the op table has an op for both: the value in between is computed but not committed,
 * so the widest tensors leave the trace. No byte of any other tensor changes. Where it is the only reader of that value
 * and the fused element can be proven cheaply; a vanished value has no place any more.
 * @param maxGas worst case of the transaction that proves an element of a fused node
 */
export function fuseLayers(laid: LaidOut, chunks: Chunks, maxGas = MAX_FUSED_GAS): LaidOut {
  const { inputs } = laid
  const constants = [...laid.constants]
  const values = [...laid.values]
  const fused = new Map<number, Node>()
  const absorbed = new Set<number>()
  const readers = countReaders(laid.nodes)
  const soleReader = (node: Node, operand: number) => {
    const { source, index } = node.operands[operand]!
    const free = source === 'node' && readers[index] === 1 && !fused.has(index) && !absorbed.has(index)
    return free && index < laid.nodes.length - 1 ? index : undefined
  }
  laid.nodes.forEach((_, at) => {
    const program = { ...chunks, nodes: laid.nodes, inputs, constants }
    const fusion = fusers
      .map((fuser) => fuser({ program, soleReader }, at))
      .find((found) => found !== undefined && isCheap(found, program, maxGas))
    if (fusion === undefined) return
    fused.set(at, fusion.node)
    for (const index of fusion.absorbed) absorbed.add(index)
    if (fusion.constant !== undefined) {
      const { dtype, shape } = fusion.node.operands.at(-1)!
      constants.push({ dtype, shape })
      values.push(fusion.constant)
    }
  })
  const kept = laid.nodes.map((_, index) => index).filter((index) => !absorbed.has(index))
  const renumbered = new Map(kept.map((index, now) => [index, now]))
  const moved = (operand: Operand): Operand =>
    operand.source === 'node' ? { ...operand, index: renumbered.get(operand.index)! } : operand
  return {
    nodes: kept.map((index) => {
      const node = fused.get(index) ?? laid.nodes[index]!
      return { ...node, operands: node.operands.map(moved) }
    }),
    names: kept.map((index) => laid.names[index]!),
    inputs,
    constants,
    values,
    places: new Map(
      [...laid.places]
        .filter(([, { source, index }]) => source !== 'node' || renumbered.has(index))
        .map(([name, place]) => [
          name,
          place.source === 'node' ? { ...place, index: renumbered.get(place.index)! } : place,
        ]),
    ),
    notes: laid.notes,
  }
}

function countReaders(nodes: readonly Node[]): number[] {
  const readers = nodes.map(() => 0)
  for (const { operands } of nodes) for (const { source, index } of operands) if (source === 'node') readers[index]!++
  return readers
}

function isCheap({ node }: Fusion, program: Program, maxGas: number): boolean {
  const { bytes, gas } = nodeCost({ ...program, nodes: [node] }, 0)
  return bytes <= MAX_STEP_BYTES && gas <= maxGas
}
