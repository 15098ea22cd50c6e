import { chunkCount, chunkLog2Of, tensorBytes, treeDepth } from '@assay/program'
import type { TraceCommitment } from '../commitTrace.ts'
import type { ProgramDescription } from '../describeProgram.ts'
import { EvidenceError } from '../errors.ts'
import { requireHash } from '../evidence/requireHash.ts'
import { ServedTensor } from '../evidence/ServedTensor.ts'
import { type Bytes32, leafHash, ZERO_HASH } from '../hash.ts'
import { joinBytes } from '../joinBytes.ts'
import { chunkTree } from '../tree/chunkTree.ts'
import { HashTree } from '../tree/HashTree.ts'
import { KnownRoot } from '../tree/KnownRoot.ts'
import { listTree } from '../tree/listTree.ts'
import type { MerkleTree } from '../tree/MerkleTree.ts'
import { paddingLeaf } from '../tree/paddingLeaf.ts'
import { paddingLevel } from '../tree/paddingLevel.ts'
import type { Answer } from './checkAnswers.ts'
import { dueAt } from './dueAt.ts'
import { encodePosition } from './encodePosition.ts'
import { encodeRequest } from './encodeRequest.ts'
import type { OpeningTrees } from './OpeningTrees.ts'
import { FAN_OUT_LOG2, LIST, levels, type Position } from './Position.ts'

/** What to demand, in the words of the chain. */
export interface Demand {
  readonly position: Position
  readonly request: Uint8Array
  /** Bytes of the answer. */
  readonly length: number
}

export type InputOpening =
  /** Everything whose place is known and that has not been answered: none of it waits for another. */
  | { readonly kind: 'closed'; readonly demands: readonly Demand[] }
  | ({
      readonly kind: 'open'
      readonly inputs: readonly Uint8Array[]
      /** The last chunk of a tensor holds something behind the tensor's end, which no canonical input does. */
      readonly padded: boolean
      /** As committed to, whatever stands in the padding: proofs open these. */
    } & Pick<TraceCommitment, 'inputRoot' | 'inputTrees' | 'inputsTree'>)

/**
 * Puts the input of a task together from what was answered on chain, below its inputRoot alone. What the root does not commit to, which
 * the chain takes from nobody but a node may invent, is passed over.
 */
export function openInput(model: ProgramDescription, inputRoot: Bytes32, answers: readonly Answer[]): InputOpening {
  const { program } = model
  const given = new Map<bigint, Uint8Array[]>()
  for (const { position, bytes } of answers) {
    const code = encodePosition(position)
    given.set(code, [...(given.get(code) ?? []), bytes])
  }
  const demands: Demand[] = []
  /** The first answer that `check` does not refuse; undefined, and demanded, where there is none. */
  const ask = <T>(position: Position, trees: OpeningTrees, check: (bytes: Uint8Array) => T): T | undefined => {
    const { length } = dueAt(program, position)
    for (const bytes of given.get(encodePosition(position)) ?? []) {
      if (bytes.length !== length) continue
      try {
        return check(bytes)
      } catch (error) {
        if (!(error instanceof EvidenceError)) throw error
      }
    }
    demands.push({ position, request: encodeRequest(model, position, trees), length })
    return undefined
  }

  /** The tree over `count` leaves, all of them known; undefined while some are to be demanded. */
  const leavesOf = (
    tensor: number,
    root: Bytes32,
    count: number,
    padding: Bytes32,
    treesWith: (tree: MerkleTree) => OpeningTrees,
  ): MerkleTree | undefined => {
    const depth = treeDepth(count)
    const known = new KnownRoot(root, depth)
    if (depth === 0) return known
    const what = tensor === LIST ? 'the roots of the inputs' : `the leaf hashes of input ${tensor}`
    const at = { tree: 'input', tensor } as const
    if (depth <= FAN_OUT_LOG2) {
      return ask({ ...at, level: levels.leaves, index: 0 }, treesWith(known), (bytes) => {
        const tree = new HashTree(bytes, padding, depth)
        requireHash(what, tree.root, root)
        return tree
      })
    }
    const top = ask({ ...at, level: levels.parts, index: 0 }, treesWith(known), (bytes) => {
      const tree = new HashTree(bytes, paddingLevel(padding, FAN_OUT_LOG2), depth - FAN_OUT_LOG2)
      requireHash(what, tree.root, root)
      return tree
    })
    if (top === undefined) return undefined
    const parted = new ServedTensor(top, 2 ** chunkLog2, FAN_OUT_LOG2)
    const parts = Array.from({ length: top.count }, (_, index) =>
      ask({ ...at, level: levels.leaves, index }, treesWith(parted), (bytes) => {
        requireHash(what, new HashTree(bytes, padding, FAN_OUT_LOG2).root, parted.hash(FAN_OUT_LOG2, index))
        return bytes
      }),
    )
    return parts.every((part) => part !== undefined) ? new HashTree(joinBytes(parts), padding, depth) : undefined
  }

  const chunkLog2 = chunkLog2Of(program, 'input')
  const list = leavesOf(LIST, inputRoot, program.inputs.length, ZERO_HASH, (tree) => ({ list: tree }))
  if (list === undefined) return { kind: 'closed', demands }
  const whole = program.inputs.map((type, tensor) => {
    const count = chunkCount(type, chunkLog2)
    const padding = paddingLeaf(chunkLog2)
    const tree = leavesOf(tensor, list.hash(0, tensor), count, padding, (of) => ({ list, tensor: of }))
    if (tree === undefined) return undefined
    const chunks = Array.from({ length: count }, (_, index) => {
      const position: Position = { tree: 'input', tensor, level: levels.chunk, index }
      return ask(position, { list, tensor: tree }, (bytes) => {
        requireHash(`chunk ${index} of input ${tensor}`, leafHash(bytes), tree.hash(0, index))
        return bytes
      })
    })
    return chunks.every((chunk) => chunk !== undefined) ? joinBytes(chunks) : undefined
  })
  if (!whole.every((bytes) => bytes !== undefined)) return { kind: 'closed', demands }

  const inputTrees = whole.map((bytes) => chunkTree(bytes, chunkLog2))
  const lengths = program.inputs.map(tensorBytes)
  return {
    kind: 'open',
    inputs: whole.map((bytes, i) => bytes.slice(0, lengths[i])),
    padded: whole.some((bytes, i) => bytes.subarray(lengths[i]).some((byte) => byte !== 0)),
    inputRoot,
    inputTrees,
    inputsTree: listTree(inputTrees.map(({ root }) => root)),
  }
}
