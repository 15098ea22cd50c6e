import {
  byteSize,
  chunkCount,
  decodeDescriptor,
  elementCount,
  type Operand,
  ops,
  readElement,
  type TensorType,
  tensorBytes,
  treeDepth,
} from '@assay/program'
import {
  type ClaimKind,
  equalBytes,
  innerHash,
  leafHash,
  modelIdOf,
  ProofError,
  programRootOf,
  type ResultClaim,
} from '../src/index.ts'

/** What a proof shows, and the lengths of what it carries. */
export interface Verdict {
  readonly claim: ClaimKind
  readonly node: number
  readonly element: number
  readonly committed: bigint
  readonly recomputed: bigint
  /** chunks of each operand, for a WrongElement */
  readonly operandChunks: readonly (readonly number[])[]
}

class ProofReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  take(length: number): Uint8Array {
    const part = this.#bytes.slice(this.#at, this.#at + length)
    if (part.length !== length)
      throw new ProofError(`proof of ${this.#bytes.length} bytes ends ${length} after ${this.#at}`)
    this.#at += length
    return part
  }

  number(length: number): number {
    return this.take(length).reduce((value, byte) => value * 256 + byte, 0)
  }

  end(): void {
    if (this.#at !== this.#bytes.length)
      throw new ProofError(`proof has ${this.#bytes.length - this.#at} bytes too many`)
  }
}

/**
 * Reads a proof as docs/format.md lays it out and follows every hash in it, with code of its own: a second opinion for
 * tests on what `proveElement` and the others write. It is no twin of StepVerifier and is not made to face hostile proofs.
 * @throws ProofError where the proof does not lead to the claim
 */
export function verifyProof(modelId: Uint8Array, claim: ResultClaim, proof: Uint8Array): Verdict {
  const reader = new ProofReader(proof)
  const kind = reader.number(1)
  const counts = reader.take(8)
  const [descriptorRoot, inputTable, constantTable, constantsRoot] = [0, 1, 2, 3].map(() => reader.take(32)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  same('modelId', modelIdOf(counts, programRootOf(descriptorRoot, inputTable, constantTable), constantsRoot), modelId)
  const view = new DataView(counts.buffer)
  const [nodes, inputs, constants] = [view.getUint16(0), view.getUint16(2), view.getUint16(4)]
  const [constantLog2, activationLog2] = [counts[6]!, counts[7]!]
  const nodeDepth = treeDepth(nodes)

  const climb = (hash: Uint8Array, index: number, depth: number): Uint8Array => {
    let root = hash
    for (let level = 0; level < depth; level++) {
      const sibling = reader.take(32)
      root = Math.floor(index / 2 ** level) % 2 === 0 ? innerHash(root, sibling) : innerHash(sibling, root)
    }
    return root
  }

  const descriptor = (at: number) => {
    const bytes = reader.take(384)
    same('descriptorRoot', climb(leafHash(bytes), at, nodeDepth), descriptorRoot)
    return decodeDescriptor(bytes)
  }

  const section = (type: TensorType, chunkLog2: number, listRoot: Uint8Array, listSize: number, at: number) => {
    const indices = Array.from({ length: reader.number(2) }, () => 0)
    for (let i = 0; i < indices.length; i++) indices[i] = reader.number(4)
    const chunks = new Map(indices.map((index) => [index, reader.take(2 ** chunkLog2)]))
    if (indices.length === 0) return chunks
    let level = new Map([...chunks].map(([index, chunk]) => [index, leafHash(chunk)]))
    for (let depth = treeDepth(chunkCount(type, chunkLog2)); depth > 0; depth--) {
      const above = new Map<number, Uint8Array>()
      for (const [index, hash] of level) {
        const parent = Math.floor(index / 2)
        if (above.has(parent)) continue
        const other = level.get(index ^ 1) ?? reader.take(32)
        above.set(parent, index % 2 === 0 ? innerHash(hash, other) : innerHash(other, hash))
      }
      level = above
    }
    same('list root', climb(level.get(0)!, at, treeDepth(listSize)), listRoot)
    return chunks
  }

  const operandSection = (operand: Operand) => {
    if (operand.source === 'input') return section(operand, activationLog2, claim.inputRoot, inputs, operand.index)
    if (operand.source === 'constant') return section(operand, constantLog2, constantsRoot, constants, operand.index)
    return section(operand, activationLog2, claim.nodesRoot, nodes, operand.index)
  }

  if (kind === 1) {
    const at = reader.number(2)
    const element = reader.number(8)
    const node = descriptor(at)
    if (at >= nodes || element >= elementCount(node.shape)) throw new ProofError(`no element ${element} of node ${at}`)
    const operands = node.operands.map(operandSection)
    const output = section(node, activationLog2, claim.nodesRoot, nodes, at)
    reader.end()
    const elementOf = (type: TensorType, chunkLog2: number, chunks: Map<number, Uint8Array>, index: number): number => {
      const perChunk = 2 ** chunkLog2 / byteSize(type.dtype)
      const chunk = chunks.get(Math.floor(index / perChunk))
      if (chunk === undefined) throw new ProofError(`element ${index} is in no chunk of the proof`)
      return readElement(chunk, type.dtype, index % perChunk)
    }
    const read = (operand: number, index: number): number => {
      const type = node.operands[operand]!
      return elementOf(type, type.source === 'constant' ? constantLog2 : activationLog2, operands[operand]!, index)
    }
    return {
      claim: 'WrongElement',
      node: at,
      element,
      committed: BigInt(elementOf(node, activationLog2, output, element)),
      recomputed: BigInt(ops[node.op].element(node, read, element)),
      operandChunks: operands.map((chunks) => [...chunks.keys()]),
    }
  }

  if (kind === 2) {
    const root = reader.take(32)
    same('nodesRoot', climb(root, nodes - 1, nodeDepth), claim.nodesRoot)
    reader.end()
    const [committed, recomputed] = [signed(claim.outputRoot), signed(root)]
    return { claim: 'WrongOutput', node: nodes - 1, element: 0, committed, recomputed, operandChunks: [] }
  }

  if (kind !== 3) throw new ProofError(`claim ${kind}`)
  const index = reader.number(2)
  if (index >= nodes) {
    const item = reader.take(32)
    same('nodesRoot', climb(item, index, nodeDepth), claim.nodesRoot)
    reader.end()
    return {
      claim: 'WrongPadding',
      node: index,
      element: 0,
      committed: signed(item),
      recomputed: 0n,
      operandChunks: [],
    }
  }
  const chunkIndex = reader.number(4)
  const inChunk = reader.number(4)
  const node = descriptor(index)
  const chunk = reader.take(2 ** activationLog2)
  const root = climb(leafHash(chunk), chunkIndex, treeDepth(chunkCount(node, activationLog2)))
  same('nodesRoot', climb(root, index, nodeDepth), claim.nodesRoot)
  reader.end()
  const element = chunkIndex * 2 ** activationLog2 + inChunk
  if (element < tensorBytes(node)) throw new ProofError(`byte ${element} is not padding`)
  const committed = BigInt(chunk[inChunk]!)
  return { claim: 'WrongPadding', node: index, element, committed, recomputed: 0n, operandChunks: [] }
}

function same(what: string, actual: Uint8Array, expected: Uint8Array): void {
  if (!equalBytes(actual, expected)) throw new ProofError(`the proof leads to another ${what}`)
}

function signed(bytes: Uint8Array): bigint {
  return BigInt.asIntN(256, BigInt(`0x${Buffer.from(bytes).toString('hex')}`))
}
