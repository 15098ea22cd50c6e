import { byteSize, type Operand } from '@assay/program'
import {
  claimCodes,
  joinBytes,
  type ListTree,
  type ModelCommitment,
  recompute,
  type TensorTree,
  type TraceCommitment,
} from '@assay/proof'

/** A chunk at the place where a section says it stands. */
export interface Entry {
  readonly index: number
  readonly chunk: Uint8Array
}

export interface Section {
  readonly entries: readonly Entry[]
  readonly siblings: Uint8Array
  readonly path: Uint8Array
  /** where it is from, to make others of the same tensor */
  readonly tensor: TensorTree
  readonly list: ListTree
  readonly at: number
}

/** A WrongElement proof taken apart, so that any part can be exchanged. The last section is the node's own output. */
export interface ElementParts {
  readonly claim: number
  readonly header: Uint8Array
  readonly node: number
  readonly element: bigint
  readonly descriptor: Uint8Array
  readonly descriptorPath: Uint8Array
  readonly sections: readonly Section[]
}

/** The parts of `proveElement`, written a second time by somebody with worse intentions. */
export function elementParts(
  model: ModelCommitment,
  trace: TraceCommitment,
  at: number,
  element: number,
): ElementParts {
  const node = model.program.nodes[at]!
  const { chunks } = recompute(model, trace, at, element)
  const operands = node.operands.map((operand, i) => {
    const { tensor, list } = sourceOf(model, trace, operand)
    return sectionOf(tensor, chunks[i]!, list, operand.index)
  })
  const output = trace.nodeTrees[at]!
  const chunk = Math.floor((element * byteSize(node.dtype)) / output.chunkSize)
  return {
    claim: claimCodes.WrongElement,
    header: model.header,
    ...{ node: at, element: BigInt(element) },
    descriptor: model.descriptors[at]!,
    descriptorPath: model.descriptorTree.path(at),
    sections: [...operands, sectionOf(output, [chunk], trace.nodesTree, at)],
  }
}

export function sourceOf({ constantTrees, constantsTree }: ModelCommitment, trace: TraceCommitment, operand: Operand) {
  const { inputTrees, inputsTree, nodeTrees, nodesTree } = trace
  const [trees, list] = {
    input: [inputTrees, inputsTree] as const,
    constant: [constantTrees, constantsTree] as const,
    node: [nodeTrees, nodesTree] as const,
  }[operand.source]
  return { tensor: trees[operand.index]!, trees, list }
}

/** Chunks at these positions, in this order, forged or not, with the siblings that a trusting verifier would read. */
export function sectionOf(
  tensor: TensorTree,
  positions: readonly (number | Entry)[],
  list: ListTree,
  at: number,
): Section {
  const entries = positions.map((one) => {
    return typeof one === 'number' ? { index: one, chunk: tensor.chunk(one % 2 ** tensor.depth) } : one
  })
  const siblings: Uint8Array[] = []
  let level = entries.map(({ index }) => index)
  for (let height = 0; height < tensor.depth; height++) {
    const above: number[] = []
    for (let i = 0; i < level.length; i++) {
      const index = level[i]!
      if (index % 2 === 0 && level[i + 1] === index + 1) i++
      else siblings.push(tensor.hash(height, (index ^ 1) & (2 ** (tensor.depth - height) - 1)))
      above.push(Math.floor(index / 2))
    }
    level = above
  }
  return { entries, siblings: joinBytes(siblings), path: list.path(at), tensor, list, at }
}

export function encodeElement({ claim, header, node, element, ...parts }: ElementParts): Uint8Array {
  return joinBytes([
    ...[Uint8Array.of(claim), header, big(node, 2), big(element, 8)],
    ...[parts.descriptor, parts.descriptorPath, ...parts.sections.map(encodeSection)],
  ])
}

function encodeSection({ entries, siblings, path }: Section): Uint8Array {
  const count = big(entries.length, 2)
  if (entries.length === 0) return count
  const positions = entries.map(({ index }) => big(index, 4))
  return joinBytes([count, ...positions, ...entries.map(({ chunk }) => chunk), siblings, path])
}

/** Big-endian; what does not fit is cut off. */
export function big(value: number | bigint, length: number): Uint8Array {
  const hex = BigInt.asUintN(8 * length, BigInt(value)).toString(16)
  return Uint8Array.from(Buffer.from(hex.padStart(2 * length, '0'), 'hex'))
}
