import { joinBytes } from '@assay/proof'
import type { SeededRandom } from '@assay/proof/testing'
import { type ElementParts, elementParts, encodeElement, type Section, sectionOf, sourceOf } from './proofParts.ts'
import { type Attempt, type Base, baseOf, otherThan, type Scene } from './Scene.ts'

/** A way to accuse the honest with a proof whose Merkle paths all hold; the errors that may answer it. */
export interface Way {
  readonly errors: readonly string[]
  /** Nothing where the scene has no material for it. */
  readonly make: (scene: Scene, random: SeededRandom) => Attempt | undefined
}

/** Wherever the reading of a proof goes off the rails. */
export const DERAILED = [
  ...['WrongRoot', 'ProofTooShort', 'TrailingData', 'ChunkOutOfRange', 'ChunksNotIncreasing', 'MissingChunk'],
  ...['WrongOutputChunk', 'ElementOutOfRange', 'NodeOutOfRange'],
]

type Change = (parts: ElementParts, base: Base, scene: Scene, random: SeededRandom) => ElementParts | undefined

const element = (errors: readonly string[], change: Change, fits?: (base: Base, scene: Scene) => boolean): Way => ({
  errors,
  make: (scene, random) => {
    const base = baseOf(scene, random, fits && ((one) => fits(one, scene)))
    const parts = change(base.parts, base, scene, random)
    if (parts === undefined) return undefined
    const proof = encodeElement(parts)
    // where one tensor is two operands, or two constants are equal neighbours, what was to be twisted is the honest proof
    const untwisted = same(proof, encodeElement(base.parts)) && !errors.includes('ElementIsRight')
    return untwisted ? undefined : { accused: base.accused, proof }
  },
})

const replaced = (parts: ElementParts, at: number, section: Section): ElementParts => ({
  ...parts,
  sections: parts.sections.with(at, section),
})

/** Other positions or chunks of the tensor that a section is about. */
const remade = (parts: ElementParts, at: number, entries: Parameters<typeof sectionOf>[1]): ElementParts => {
  const { tensor, list, at: inList } = parts.sections[at]!
  return replaced(parts, at, sectionOf(tensor, entries, list, inList))
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

const last = ({ sections }: ElementParts): number => sections.length - 1
const operandAt = (parts: ElementParts, random: SeededRandom): number => random.int(0, last(parts) - 1)
const anyAt = (parts: ElementParts, random: SeededRandom): number => random.int(0, last(parts))
const width = ({ tensor }: Section): number => 2 ** tensor.depth
const wide = ({ parts }: Base): boolean => parts.sections.some((section) => width(section) > 1)
const wideOutput = ({ parts }: Base): boolean => width(parts.sections[last(parts)]!) > 1
const several = ({ parts }: Base): boolean => parts.sections.slice(0, -1).some(({ entries }) => entries.length > 1)
const pickWide = ({ sections }: ElementParts, random: SeededRandom): number =>
  random.pick([...sections.keys()].filter((at) => width(sections[at]!) > 1))
const forged = (section: Section, index: number, random: SeededRandom) => {
  const { chunkSize } = section.tensor
  return { index, chunk: random.bytes(chunkSize) }
}
const indicesOf = ({ entries }: Section): number[] => entries.map(({ index }) => index)

export const elementAttempts: Readonly<Record<string, Way>> = {
  'a well-formed proof of a right element': element(['ElementIsRight'], (parts) => parts),

  'an element past the end': element(['ElementOutOfRange'], (parts, { elements }, _scene, random) => {
    const past = random.pick([0n, 1n, BigInt(random.int(0, 4000)), 1n << 32n, 1n << 63n, (1n << 63n) + (1n << 61n)])
    return { ...parts, element: BigInt(elements) + past }
  }),
  'an element whose index wraps to a real one': element(['ElementOutOfRange'], (parts, _base, _scene, random) => ({
    ...parts,
    element: parts.element + (1n << BigInt(random.pick([32, 48, 56, 62, 63]))),
  })),
  'another element under the same chunks': element(
    ['ElementIsRight', 'MissingChunk', 'WrongOutputChunk'],
    (parts, { elements }, _scene, random) => ({ ...parts, element: BigInt(random.int(0, elements - 1)) }),
  ),
  'a node past the end': element(['NodeOutOfRange'], (parts, _base, { model }, random) => {
    const { length } = model.program.nodes
    return {
      ...parts,
      node: random.pick([length, length + 1, length + parts.node, random.int(length, 65_535), 65_535]),
    }
  }),
  'a node index with the descriptor of another': element(['WrongRoot'], (parts, _base, { model }, random) => ({
    ...parts,
    node: otherThan(random, model.program.nodes.length, parts.node),
  })),
  "another node's descriptor and path": element(['WrongRoot'], (parts, _base, { model }, random) => {
    const other = otherThan(random, model.program.nodes.length, parts.node)
    return { ...parts, descriptor: model.descriptors[other]!, descriptorPath: model.descriptorTree.path(other) }
  }),
  "another node's index, descriptor and path over this one's tensors": element(
    DERAILED,
    (parts, _base, { model }, random) => {
      const node = otherThan(random, model.program.nodes.length, parts.node)
      return { ...parts, node, descriptor: model.descriptors[node]!, descriptorPath: model.descriptorTree.path(node) }
    },
  ),
  'an unknown claim kind': element(['UnknownClaim'], (parts, _base, _scene, random) => ({
    ...parts,
    claim: random.pick([0, 4, 5, random.int(6, 255)]),
  })),
  'the claim kind of another body': element([...DERAILED, 'NotPadding'], (parts, _base, _scene, random) => ({
    ...parts,
    claim: random.pick([2, 3]),
  })),

  'a chunk twice': element(['ChunksNotIncreasing'], (parts, _base, _scene, random) => {
    const at = anyAt(parts, random)
    const indices = indicesOf(parts.sections[at]!)
    if (indices.length === 0) return undefined
    const twice = random.int(0, indices.length - 1)
    return remade(parts, at, indices.toSpliced(twice, 0, indices[twice]!))
  }),
  'a chunk twice, once forged': element(['ChunksNotIncreasing'], (parts, _base, _scene, random) => {
    const at = anyAt(parts, random)
    const indices = indicesOf(parts.sections[at]!)
    if (indices.length === 0) return undefined
    const twice = random.int(0, indices.length - 1)
    const forgery = forged(parts.sections[at]!, indices[twice]!, random)
    return remade(parts, at, [...indices.slice(0, twice + 1), forgery, ...indices.slice(twice + 1)])
  }),
  'chunks the wrong way round': element(
    ['ChunksNotIncreasing'],
    (parts, _base, _scene, random) => {
      const at = pickWide(parts, random)
      const high = random.int(1, width(parts.sections[at]!) - 1)
      return remade(parts, at, [high, random.int(0, high - 1)])
    },
    wide,
  ),
  'chunks the wrong way round, the needed one forged': element(
    ['ChunksNotIncreasing'],
    (parts, _base, _scene, random) => {
      const at = pickWide(parts, random)
      const section = parts.sections[at]!
      const needed = section.entries[0]?.index ?? 0
      const other = otherThan(random, width(section), needed)
      return remade(parts, at, [Math.max(needed, other), forged(section, Math.min(needed, other), random)])
    },
    wide,
  ),
  'a chunk past the tree on the path of one inside': element(['ChunkOutOfRange'], (parts, _base, _scene, random) => {
    const at = anyAt(parts, random)
    const section = parts.sections[at]!
    const past = width(section) * random.pick([1, 2, 3, 2 ** (31 - section.tensor.depth)])
    return remade(
      parts,
      at,
      indicesOf(section)
        .map((index) => index + past)
        .slice(0, 1)
        .concat(section.entries.length ? [] : past),
    )
  }),
  'a forged chunk past the tree beside the right ones': element(['ChunkOutOfRange'], (parts, _base, _scene, random) => {
    const at = anyAt(parts, random)
    const section = parts.sections[at]!
    return remade(parts, at, [...indicesOf(section), forged(section, width(section) + random.int(0, 99), random)])
  }),
  'chunks that the element does not read, beside the right ones': element(
    ['ElementIsRight'],
    (parts, _base, _scene, random) => {
      const at = operandAt(parts, random)
      const more = Array.from({ length: random.int(1, 4) }, () => random.int(0, width(parts.sections[at]!) - 1))
      return remade(
        parts,
        at,
        [...new Set([...indicesOf(parts.sections[at]!), ...more])].sort((a, b) => a - b),
      )
    },
    wide,
  ),
  'every chunk of the operands, padding too': element(['ElementIsRight'], (parts) =>
    parts.sections
      .slice(0, -1)
      .reduce((sofar, section, at) => remade(sofar, at, [...Array(width(section)).keys()]), parts),
  ),
  'a second chunk of the output': element(
    ['WrongOutputChunk'],
    (parts, _base, _scene, random) => {
      const section = parts.sections[last(parts)]!
      const right = section.entries[0]!.index
      const both = [right, otherThan(random, width(section), right)]
      return remade(
        parts,
        last(parts),
        both.sort((a, b) => a - b),
      )
    },
    wideOutput,
  ),
  'another chunk of the output': element(
    ['WrongOutputChunk'],
    (parts, _base, _scene, random) => {
      const section = parts.sections[last(parts)]!
      return remade(parts, last(parts), [otherThan(random, width(section), section.entries[0]!.index)])
    },
    wideOutput,
  ),
  'a padding chunk as the output': element(
    ['WrongOutputChunk'],
    (parts) => remade(parts, last(parts), [width(parts.sections[last(parts)]!) - 1]),
    ({ parts }) => {
      const { tensor } = parts.sections[last(parts)]!
      return tensor.count < 2 ** tensor.depth
    },
  ),
  'no chunk of an operand': element(['MissingChunk'], (parts, _base, _scene, random) => {
    const at = operandAt(parts, random)
    return parts.sections[at]!.entries.length === 0 ? undefined : remade(parts, at, [])
  }),
  'no chunk of the output': element(['MissingChunk'], (parts) => remade(parts, last(parts), [])),
  'one of several chunks missing': element(
    ['MissingChunk'],
    (parts, _base, _scene, random) => {
      const at = random.pick(
        [...parts.sections.keys()].slice(0, -1).filter((i) => parts.sections[i]!.entries.length > 1),
      )
      const indices = indicesOf(parts.sections[at]!)
      return remade(parts, at, indices.toSpliced(random.int(0, indices.length - 1), 1))
    },
    several,
  ),

  "another task's proof": element(['WrongRoot'], (parts, { accused }, { model, honest }, random) =>
    elementParts(model, honest[otherThan(random, honest.length, accused)]!, parts.node, Number(parts.element)),
  ),
  "another task's operand under this task's output": element(['WrongRoot'], (parts, { accused }, scene, random) => {
    const other = elementParts(
      scene.model,
      scene.honest[otherThan(random, scene.honest.length, accused)]!,
      parts.node,
      Number(parts.element),
    )
    const { operands } = scene.model.program.nodes[parts.node]!
    const at = random.pick([...operands.keys()].filter((i) => operands[i]!.source !== 'constant'))
    return other.sections[at]!.entries.length === 0 ? undefined : replaced(parts, at, other.sections[at]!)
  }),
  "another task's output over this task's operands": element(['WrongRoot'], (parts, { accused }, scene, random) => {
    const other = scene.honest[otherThan(random, scene.honest.length, accused)]!
    return replaced(
      parts,
      last(parts),
      elementParts(scene.model, other, parts.node, Number(parts.element)).sections.at(-1)!,
    )
  }),
  "a liar's output chunk over honest operands": element(['WrongRoot'], (parts, _base, scene, random) => {
    const liar = random.pick(scene.convicting).trace
    return replaced(
      parts,
      last(parts),
      elementParts(scene.model, liar, parts.node, Number(parts.element)).sections.at(-1)!,
    )
  }),
  'another tensor as an operand, with its path': element(DERAILED, (parts, { trace }, { model }, random) => {
    const { operands } = model.program.nodes[parts.node]!
    const at = operandAt(parts, random)
    const { trees, list } = sourceOf(model, trace, operands[at]!)
    if (trees.length < 2 || parts.sections[at]!.entries.length === 0) return undefined
    const other = otherThan(random, trees.length, operands[at]!.index)
    const tensor = trees[other]!
    const indices = indicesOf(parts.sections[at]!).filter((index) => index < 2 ** tensor.depth)
    return replaced(parts, at, sectionOf(tensor, indices.length === 0 ? [0] : indices, list, other))
  }),
  'an equal chunk of another tensor, with its path': element(['WrongRoot'], (parts, { trace }, _scene, random) => {
    const at = anyAt(parts, random)
    const { list, entries, at: inList, tensor } = parts.sections[at]!
    if (list !== trace.nodesTree || entries.length === 0) return undefined
    // neighbours in the list have one and the same path
    const twins = [...trace.nodeTrees.keys()].filter(
      (i) => i !== inList && same(trace.nodeTrees[i]!.root, tensor.root) && !same(list.path(i), list.path(inList)),
    )
    if (twins.length === 0) return undefined
    const twin = random.pick(twins)
    return replaced(parts, at, sectionOf(trace.nodeTrees[twin]!, indicesOf(parts.sections[at]!), list, twin))
  }),
  'operands exchanged': element(
    DERAILED,
    (parts, _base, _scene, random) => {
      const at = operandAt(parts, random)
      const other = otherThan(random, last(parts), at)
      const { [at]: one, [other]: two } = parts.sections
      return replaced(replaced(parts, at, two!), other, one!)
    },
    ({ parts }) => last(parts) > 1,
  ),
  'an operand left out': element(DERAILED, (parts, _base, _scene, random) => ({
    ...parts,
    sections: parts.sections.toSpliced(operandAt(parts, random), 1),
  })),
  'a section too many': element(DERAILED, (parts, _base, _scene, random) => ({
    ...parts,
    sections: parts.sections.toSpliced(anyAt(parts, random), 0, random.pick(parts.sections)),
  })),

  'other counts in the header': element(['WrongModel'], (parts, _base, _scene, random) => {
    const header = parts.header.slice()
    header[random.int(0, 7)]! ^= 1 << random.int(0, 7)
    return { ...parts, header }
  }),
  'roots of the header exchanged': element(['WrongModel'], (parts, _base, _scene, random) => {
    const roots = [0, 1, 2, 3].map((i) => parts.header.subarray(8 + 32 * i, 40 + 32 * i))
    const at = random.int(0, 2)
    const header = joinBytes([
      parts.header.subarray(0, 8),
      ...roots.toSpliced(at, 0, ...roots.splice(random.int(at + 1, 3), 1)),
    ])
    return { ...parts, header }
  }),
  'a descriptor with another byte': element(['WrongRoot'], (parts, _base, _scene, random) => {
    const descriptor = parts.descriptor.slice()
    descriptor[random.int(0, 255)]! ^= random.int(1, 255)
    return { ...parts, descriptor }
  }),
  'another model, all of its paths right, over these very tensors': element(
    ['WrongModel'],
    (parts, { trace }, scene, random) =>
      elementParts(random.pick(scene.siblings), trace, parts.node, Number(parts.element)),
  ),
  "another model's weights or descriptor under this model's header": element(
    ['WrongRoot'],
    (parts, { trace }, { siblings }, random) => {
      const other = elementParts(random.pick(siblings), trace, parts.node, Number(parts.element))
      const ours = { ...other, header: parts.header }
      return same(encodeElement(ours), encodeElement(parts)) ? undefined : ours
    },
  ),
}
