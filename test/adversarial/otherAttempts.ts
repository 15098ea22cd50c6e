import { tensorBytes } from '@assay/program'
import { claimCodes, joinBytes, proveOutput, provePadding, provePaddingItem } from '@assay/proof'
import type { SeededRandom } from '@assay/proof/testing'
import { NO_DATA } from './callMany.ts'
import { DERAILED, type Way } from './elementAttempts.ts'
import { big, encodeElement } from './proofParts.ts'
import { type Attempt, baseOf, otherThan, type Scene } from './Scene.ts'

type Make = (scene: Scene, accused: number, random: SeededRandom) => Uint8Array | undefined

/** Claims about the output and the padding, whole proofs of others, and what can be done to the call itself. */
const proof = (errors: readonly string[], make: Make): Way => ({
  errors,
  make: (scene, random) => {
    const accused = random.int(0, scene.honest.length - 1)
    const bytes = make(scene, accused, random)
    return bytes && { accused, proof: bytes }
  },
})

const call = (errors: readonly string[], bend: (calldata: Uint8Array, random: SeededRandom) => Uint8Array): Way => ({
  errors,
  make: (scene, random): Attempt => {
    const { accused, parts } = baseOf(scene, random)
    const bytes = random.int(0, 1) === 0 ? encodeElement(parts) : random.pick(scene.convicting).proof
    return { accused, proof: bytes, bend: (calldata) => bend(calldata, random) }
  },
})

const HEAD = 4 + 3 * 32
const OFFSET_WORD = 4 + 32
const LENGTH_WORD = 4 + 64

const written = (bytes: Uint8Array, at: number, part: Uint8Array): Uint8Array => {
  const copy = bytes.slice()
  copy.set(part, at)
  return copy
}

interface Padding {
  readonly node: number
  readonly chunk: number
  readonly inside: number
  readonly data: Uint8Array
  readonly path: Uint8Array
  readonly listPath: Uint8Array
}

/** A WrongPadding proof of these parts, whether they belong together or not. */
const padding = ({ model }: Scene, { node, chunk, inside, data, path, listPath }: Padding): Uint8Array =>
  joinBytes([
    ...[Uint8Array.of(claimCodes.WrongPadding), model.header, big(node, 2), big(chunk, 4), big(inside, 4)],
    ...[model.descriptors[node]!, model.descriptorTree.path(node), data, path, listPath],
  ])

/** The right parts for a byte of a node's padded tensor. */
const paddingParts = ({ honest }: Scene, accused: number, node: number, offset: number): Padding => {
  const { nodeTrees, nodesTree } = honest[accused]!
  const tensor = nodeTrees[node]!
  const chunk = Math.floor(offset / tensor.chunkSize)
  const inside = offset % tensor.chunkSize
  return { node, chunk, inside, data: tensor.chunk(chunk), path: tensor.path(chunk), listPath: nodesTree.path(node) }
}

const someNode = ({ model }: Scene, random: SeededRandom): number => random.int(0, model.program.nodes.length - 1)
const endOf = ({ model }: Scene, node: number): number => tensorBytes(model.program.nodes[node]!)
const paddedEnd = ({ honest }: Scene, node: number): number => {
  const { depth, chunkSize } = honest[0]!.nodeTrees[node]!
  return 2 ** depth * chunkSize
}

export const otherAttempts: Readonly<Record<string, Way>> = {
  'a byte of the tensor as its padding': proof(['NotPadding'], (scene, accused, random) => {
    const node = someNode(scene, random)
    return provePadding(scene.model, scene.honest[accused]!, node, random.int(0, endOf(scene, node) - 1))
  }),
  'a zero byte of the padding': proof(['PaddingIsZero'], (scene, accused, random) => {
    const node = someNode(scene, random)
    if (endOf(scene, node) === paddedEnd(scene, node)) return undefined
    const offset = random.int(endOf(scene, node), paddedEnd(scene, node) - 1)
    return provePadding(scene.model, scene.honest[accused]!, node, offset)
  }),
  'a byte past the chunk as padding': proof(['ElementOutOfRange'], (scene, accused, random) => {
    const node = someNode(scene, random)
    const parts = paddingParts(scene, accused, node, random.int(0, endOf(scene, node) - 1))
    return padding(scene, { ...parts, inside: parts.data.length + random.pick([0, 1, 31, random.int(2, 2 ** 31)]) })
  }),
  'a chunk past the tree as padding': proof(['ChunkOutOfRange'], (scene, accused, random) => {
    const node = someNode(scene, random)
    const parts = paddingParts(scene, accused, node, random.int(0, endOf(scene, node) - 1))
    const past = 2 ** scene.honest[accused]!.nodeTrees[node]!.depth * random.pick([1, 2, 4, 1024])
    return padding(scene, { ...parts, chunk: parts.chunk + past })
  }),
  'data of another chunk as a padding chunk': proof(['WrongRoot'], (scene, accused, random) => {
    const node = someNode(scene, random)
    const { depth, count, chunkSize } = scene.honest[accused]!.nodeTrees[node]!
    if (count === 2 ** depth) return undefined
    const data = paddingParts(scene, accused, node, random.int(0, endOf(scene, node) - 1))
    return padding(scene, { ...data, chunk: random.int(count, 2 ** depth - 1), inside: random.int(0, chunkSize - 1) })
  }),
  'data of a larger tensor as the padding of a smaller one': proof(DERAILED, (scene, accused, random) => {
    const [one, two] = [someNode(scene, random), someNode(scene, random)]
    const [small, large] = endOf(scene, one) < endOf(scene, two) ? [one, two] : [two, one]
    if (endOf(scene, small) === endOf(scene, large)) return undefined
    const parts = paddingParts(scene, accused, large, random.int(endOf(scene, small), endOf(scene, large) - 1))
    return padding(scene, { ...parts, node: small })
  }),
  'the root of a node as an item of the padding': proof(['WrongRoot'], (scene, accused, random) => {
    const { nodesTree } = scene.honest[accused]!
    const { length } = scene.model.program.nodes
    if (nodesTree.count === 2 ** nodesTree.depth) return undefined
    const bytes = provePaddingItem(scene.model, nodesTree, someNode(scene, random))
    return written(bytes, 1 + scene.model.header.length, big(random.int(length, 2 ** nodesTree.depth - 1), 2))
  }),
  'a zero item of the node list': proof(['PaddingIsZero'], ({ model, honest }, accused, random) => {
    const { nodesTree } = honest[accused]!
    if (nodesTree.count === 2 ** nodesTree.depth) return undefined
    return provePaddingItem(model, nodesTree, random.int(nodesTree.count, 2 ** nodesTree.depth - 1))
  }),
  'an item past the list on the path of one inside': proof(['NodeOutOfRange'], (scene, accused, random) => {
    const { nodesTree } = scene.honest[accused]!
    const node = someNode(scene, random)
    const past = node + 2 ** nodesTree.depth * random.pick([1, 2, 3, 100])
    return written(provePaddingItem(scene.model, nodesTree, node), 1 + scene.model.header.length, big(past, 2))
  }),
  'the right output root': proof(['OutputIsRight'], ({ model, honest }, accused) =>
    proveOutput(model, honest[accused]!.nodesTree),
  ),
  "another node's root as the output's": proof(['WrongRoot'], ({ model, honest }, accused, random) => {
    const { nodesTree } = honest[accused]!
    const { length } = model.program.nodes
    const node = otherThan(random, length, length - 1)
    const claim = Uint8Array.of(claimCodes.WrongOutput)
    return joinBytes([claim, model.header, nodesTree.hash(0, node), nodesTree.path(node)])
  }),
  "another task's output": proof(['WrongRoot'], ({ model, honest }, accused, random) =>
    proveOutput(model, honest[otherThan(random, honest.length, accused)]!.nodesTree),
  ),
  'another claim kind over a body of padding or output': proof(
    [...DERAILED, 'PaddingIsZero', 'OutputIsRight', 'NotPadding'],
    (scene, accused, random) => {
      const { nodesTree } = scene.honest[accused]!
      const node = someNode(scene, random)
      const output = random.int(0, 1) === 0
      const bytes = output
        ? proveOutput(scene.model, nodesTree)
        : provePadding(scene.model, scene.honest[accused]!, node, endOf(scene, node) - 1)
      return written(bytes, 0, Uint8Array.of(random.pick(output ? [1, 3] : [1, 2])))
    },
  ),

  'a proof that convicts a lie about the same input': proof(
    ['WrongRoot', 'OutputIsRight'],
    (scene, accused, random) => {
      const about = scene.convicting.filter((one) => one.about === accused)
      return about.length === 0 ? undefined : random.pick(about).proof
    },
  ),
  'a proof that convicts a lie about another input': proof(['WrongRoot'], (scene, accused, random) => {
    const about = scene.convicting.filter((one) => one.about !== accused)
    return about.length === 0 ? undefined : random.pick(about).proof
  }),
  'bytes after the proof': proof(['TrailingData'], (scene, accused, random) => {
    const bytes = encodeElement(baseOf(scene, random, (base) => base.accused === accused).parts)
    const more = random.int(1, 70)
    return joinBytes([bytes, random.int(0, 1) === 0 ? new Uint8Array(more) : random.bytes(more)])
  }),
  'a proof cut short': proof(['ProofTooShort'], (scene, accused, random) => {
    const bytes = encodeElement(baseOf(scene, random, (base) => base.accused === accused).parts)
    return bytes.subarray(0, random.pick([0, 1, bytes.length - 1, bytes.length - 32, random.int(0, bytes.length - 1)]))
  }),

  'bytes after the call': call(['TrailingCalldata'], (calldata, random) =>
    joinBytes([calldata, random.int(0, 1) === 0 ? new Uint8Array(32) : random.bytes(random.int(1, 99))]),
  ),
  'an offset that leaves a gap': call(['CalldataNotCanonical'], (calldata, random) => {
    const gap = 32 * random.int(1, 4)
    const [head, rest] = [calldata.subarray(0, LENGTH_WORD), calldata.subarray(LENGTH_WORD)]
    return joinBytes([written(head, OFFSET_WORD, big(64 + gap, 32)), random.bytes(gap), rest])
  }),
  'an offset to a second proof behind the first': call(['CalldataNotCanonical'], (calldata) => {
    const second = calldata.subarray(LENGTH_WORD)
    return joinBytes([written(calldata, OFFSET_WORD, big(calldata.length - 4, 32)), second])
  }),
  'a length past the end of the call, which the ABI decoder refuses': call([NO_DATA], (calldata, random) =>
    written(calldata, LENGTH_WORD, big(calldata.length + random.pick([0, 1, 2 ** 32, 2 ** 52]), 32)),
  ),
  'bits in the padding of the call': call(['CalldataNotCanonical'], (calldata, random) => {
    const length = Number(BigInt(`0x${Buffer.from(calldata.subarray(LENGTH_WORD, HEAD)).toString('hex')}`))
    const end = HEAD + length
    if (end === calldata.length) return written(calldata, OFFSET_WORD, big(65, 32))
    return written(calldata, random.int(end, calldata.length - 1), Uint8Array.of(random.int(1, 255)))
  }),
}
