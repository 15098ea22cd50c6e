import { byteSize, dtypes, type Node, readElement, tensorBytes } from '@assay/program'
import type { ModelCommitment, TraceCommitment } from '@assay/proof'
import type { Lie, SeededRandom } from '@assay/proof/testing'
import { oneOff } from './oneOff.ts'

/** What a lie does to the honest value. */
export type Change = 'one off' | 'any value' | 'low byte' | 'high byte' | 'padding' | 'root'

/** One lie, and the stratum that it stands for. */
export interface PlannedLie {
  readonly place: string
  readonly change: Change
  readonly lie: Lie
  readonly downstream: 'kept' | 'recomputed'
  /** which of the traces it is told about */
  readonly digit: number
}

type Told = Omit<PlannedLie, 'digit' | 'downstream'>

/** Lies about nodes' elements: corners, borders and inside of the image, in the first, a middle and the last channel. */
export function elementLies(
  model: ModelCommitment,
  traces: readonly TraceCommitment[],
  nodes: readonly number[],
  random: SeededRandom,
): PlannedLie[] {
  return nodes.flatMap((at) => {
    const node = model.program.nodes[at]!
    const changes: Change[] = node.dtype === 'i32' ? ['one off', 'low byte', 'high byte'] : ['one off', 'any value']
    return places(node).flatMap(({ place, element }) =>
      (['kept', 'recomputed'] as const).flatMap((downstream) =>
        changes.map((change) => {
          const digit = random.int(0, traces.length - 1)
          const lie = changed(node, at, element, change, traces[digit]!.tensors[at]!, random)
          return { place: `${named(node, at)}, ${place}`, change, lie, downstream, digit }
        }),
      ),
    )
  })
}

/** Lies about elements anywhere, each as likely as any other, with everything downstream honestly computed from them. */
export function scatteredLies(
  model: ModelCommitment,
  traces: readonly TraceCommitment[],
  count: number,
  random: SeededRandom,
): PlannedLie[] {
  return Array.from({ length: count }, () => {
    const at = random.int(0, model.program.nodes.length - 1)
    const node = model.program.nodes[at]!
    const digit = random.int(0, traces.length - 1)
    const element = random.int(0, tensorBytes(node) / byteSize(node.dtype) - 1)
    const change = random.pick<Change>(['one off', 'any value'])
    const lie = changed(node, at, element, change, traces[digit]!.tensors[at]!, random)
    return { place: 'anywhere', change, lie, downstream: 'recomputed', digit }
  })
}

/** Lies outside the tensors: padding bytes and chunks, padding of the node list, the output root alone. */
export function otherLies(
  model: ModelCommitment,
  traces: readonly TraceCommitment[],
  random: SeededRandom,
): PlannedLie[] {
  const { nodes, activationChunkLog2 } = model.program
  const size = 2 ** activationChunkLog2
  const depths = traces[0]!.nodeTrees.map(({ depth }) => depth)
  const padding = nodes.flatMap((node, at): Told[] => {
    const end = tensorBytes(node)
    const dataEnd = Math.ceil(end / size) * size
    const flip = (offset: number, place: string): Told => ({
      place: `padding: ${place}`,
      change: 'padding',
      lie: { what: 'byte', node: at, offset, xor: random.int(1, 255) },
    })
    const ofChunk = (chunk: number) =>
      [0, random.int(1, size - 2), size - 1].map((inside) => flip(chunk * size + inside, 'a chunk past the data'))
    const chunks = Array.from({ length: 2 ** depths[at]! - dataEnd / size }, (_, i) => dataEnd / size + i)
    return [
      flip(end, 'the first byte after the tensor'),
      flip(random.int(end, dataEnd - 1), 'between'),
      flip(dataEnd - 1, 'the last byte of the last data chunk'),
      ...chunks.flatMap(ofChunk),
    ]
  })
  const items = Array.from({ length: 2 ** traces[0]!.nodesTree.depth - nodes.length }, (_, i) => nodes.length + i)
  const item = (index: number, value: Uint8Array): Told => ({
    place: 'padding: an item of the node list',
    change: 'padding',
    lie: { what: 'item', index, value },
  })
  const outputRoot = (value: Uint8Array): Told => ({
    place: 'the output root alone',
    change: 'root',
    lie: { what: 'outputRoot', value },
  })
  const told = [
    ...padding,
    ...padding,
    ...items.flatMap((index) => [
      item(index, random.bytes(32)),
      item(index, oneBit(random)),
      item(index, random.pick(traces).nodeTrees[0]!.root),
    ]),
    ...traces.flatMap(({ nodeTrees }, i) => [
      outputRoot(random.bytes(32)),
      outputRoot(oneBit(random)),
      outputRoot(nodeTrees[random.int(0, nodes.length - 2)]!.root),
      outputRoot(traces[(i + 1) % traces.length]!.outputRoot),
    ]),
  ]
  // nothing is computed from any of these: all else is honest, whichever way
  return told.map((one, i) => ({ ...one, downstream: 'recomputed', digit: i % traces.length }))
}

function places(node: Node): { readonly place: string; readonly element: number }[] {
  const [, height, width, channels] = node.shape
  const ends = (size: number) => [...new Set([0, size >> 1, size - 1])]
  const isEnd = (at: number, size: number) => at === 0 || at === size - 1
  if (height === 1 && width === 1) {
    const all =
      channels <= 10 ? Array.from({ length: channels }, (_, i) => i) : [0, 1, 7, 8, 15, 16, 24, 31, 32, 40, 46]
    return [...new Set([...all, channels - 1])].map((element) => ({ place: 'vector', element }))
  }
  return ends(height).flatMap((h) =>
    ends(width).flatMap((w) =>
      ends(channels).map((c) => {
        const edges = Number(isEnd(h, height)) + Number(isEnd(w, width))
        return { place: ['inside', 'border', 'corner'][edges]!, element: (h * width + w) * channels + c }
      }),
    ),
  )
}

function changed(
  node: Node,
  at: number,
  element: number,
  change: Change,
  honest: Uint8Array,
  random: SeededRandom,
): Lie {
  const { dtype } = node
  switch (change) {
    case 'low byte':
      return { what: 'byte', node: at, offset: element * byteSize(dtype), xor: random.int(1, 255) }
    case 'high byte':
      return { what: 'byte', node: at, offset: (element + 1) * byteSize(dtype) - 1, xor: random.int(1, 255) }
    case 'one off':
      return oneOff(node, at, element, honest, random)
    default: {
      const { min, max } = dtypes[dtype]
      const right = readElement(honest, dtype, element)
      const value = random.int(min, max)
      return { what: 'element', node: at, element, value: value === right ? (value === max ? min : max) : value }
    }
  }
}

function oneBit(random: SeededRandom): Uint8Array {
  const bytes = new Uint8Array(32)
  bytes[random.int(0, 31)] = 1 << random.int(0, 7)
  return bytes
}

const named = ({ op, dtype }: Node, at: number): string => `node ${at} ${op} ${dtype}`
