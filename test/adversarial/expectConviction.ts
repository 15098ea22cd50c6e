import { byteSize, interpretElement, type Node, operandBytes, readElement } from '@assay/program'
import type { ModelCommitment, TraceCommitment } from '@assay/proof'
import type { Lie } from '@assay/proof/testing'
import { expect } from 'vitest'
import type { Judged } from './convictLiar.ts'

const signed = (bytes: Uint8Array) => BigInt.asIntN(256, BigInt(`0x${Buffer.from(bytes).toString('hex')}`))

/** Holds when the task is Refuted, its lock and no more is slashed, and the contracts found just the lie that was told. */
export function expectConviction(
  model: ModelCommitment,
  told: { readonly lie: Lie; readonly trace: TraceCommitment; readonly honest: TraceCommitment },
  judged: Judged,
  lock: bigint,
): void {
  const { did, after, conviction, slashed } = judged
  expect({ did, state: after.state }).toEqual({ did: 'convicted', state: 'Refuted' })
  expect(slashed, 'slashed').toBe(lock)
  const { kind, node, element, committed, recomputed, toClient, bounty, burnt } = conviction!
  expect(toClient + bounty + burnt, 'all of the lock').toBe(lock)
  expect(burnt * 2n >= lock, 'RULE S-4: at least half is burnt').toBe(true)
  expect({ kind, node, element, committed, recomputed }).toEqual(truthAbout(model, told))
  expect(committed).not.toBe(recomputed)
}

/** What is wrong with the liar's trace, by the interpreter and by what the liar committed to. */
function truthAbout(
  model: ModelCommitment,
  { lie, trace, honest }: { readonly lie: Lie; readonly trace: TraceCommitment; readonly honest: TraceCommitment },
) {
  const { nodes, activationChunkLog2 } = model.program
  if (lie.what === 'outputRoot') {
    const [committed, recomputed] = [signed(lie.value), signed(honest.nodeTrees.at(-1)!.root)]
    return { kind: 'WrongOutput', node: BigInt(nodes.length - 1), element: 0n, committed, recomputed }
  }
  if (lie.what === 'item') {
    const committed = signed(lie.value)
    return { kind: 'WrongPadding', node: BigInt(lie.index), element: 0n, committed, recomputed: 0n }
  }
  const node: Node = nodes[lie.node]!
  const element = lie.what === 'element' ? lie.element : Math.floor(lie.offset / byteSize(node.dtype))
  const tensor = trace.tensors[lie.node]!
  if (lie.what === 'byte' && lie.offset >= tensor.length) {
    const chunk = trace.nodeTrees[lie.node]!.chunk(lie.offset >> activationChunkLog2)
    const committed = BigInt(chunk[lie.offset % chunk.length]!)
    return { kind: 'WrongPadding', node: BigInt(lie.node), element: BigInt(lie.offset), committed, recomputed: 0n }
  }
  const known = { inputs: trace.inputs, constants: model.constants, nodes: trace.tensors }
  const operands = node.operands.map((operand) => operandBytes(operand, known))
  return {
    kind: 'WrongElement',
    node: BigInt(lie.node),
    element: BigInt(element),
    committed: BigInt(readElement(tensor, node.dtype, element)),
    recomputed: BigInt(interpretElement(node, operands, element)),
  }
}
