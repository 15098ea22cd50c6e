import type { QualityReport } from '@assay/importer'
import { elementCount, type Model, type Node, nodeCost, ops, tensorBytes } from '@assay/program'
import { type NodeNoise, noiseByNode } from './noiseByNode.ts'

/** What the page says about one node. */
export interface NodeRow {
  readonly index: number
  readonly op: string
  /** "3x3 /2", "groups 8": what tells one node of an op from another, at a glance. */
  readonly brief: string
  /** The ONNX node it comes from. */
  readonly name: string
  readonly dtype: string
  readonly shape: string
  /** Bytes of its constants; one that several nodes read counts for each. */
  readonly constantBytes: number
  readonly tensorBytes: number
  /** Products and comparisons for the whole tensor: elements times the steps of one. */
  readonly work: number
  /** Of a proof of its worst element. */
  readonly bytes: number
  readonly gas: number
  readonly noise: NodeNoise | undefined
  /** Signal to noise, in decibels, of what the node's layer adds by itself; null where it was not measured. */
  readonly ownDb: number | null
  readonly operands: readonly { readonly name: string; readonly source: string; readonly tensor: string }[]
  readonly attributes: Readonly<Record<string, number>>
}

const briefOf = ({ attributes }: Node): string => {
  const { kernelH, kernelW, strideH = 1, strideW = 1, dilationH = 1, dilationW = 1, groups = 1 } = attributes
  return [
    kernelH === undefined || kernelW === undefined ? '' : `${kernelH}×${kernelW}`,
    strideH > 1 || strideW > 1 ? `/${strideH === strideW ? strideH : `${strideH},${strideW}`}` : '',
    dilationH > 1 || dilationW > 1 ? `dilated ${dilationH},${dilationW}` : '',
    groups > 1 ? `groups ${groups}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

export const nodeRows = ({ program }: Model, report: QualityReport): NodeRow[] => {
  const noise = noiseByNode(report)
  const own = new Map(report.layers.map(({ node, ownSnrDb }) => [node, ownSnrDb]))
  return program.nodes.map((node, index) => {
    const { bytes, gas, units } = nodeCost(program, index)
    const constants = node.operands.filter(({ source }) => source === 'constant')
    return {
      index,
      op: node.op,
      brief: briefOf(node),
      name: report.nodes[index]?.name ?? '',
      dtype: node.dtype,
      shape: node.shape.join('×'),
      constantBytes: constants.reduce((sum, constant) => sum + tensorBytes(constant), 0),
      tensorBytes: tensorBytes(node),
      work: elementCount(node.shape) * units,
      bytes,
      gas,
      noise: noise[index],
      ownDb: own.get(index) ?? null,
      operands: node.operands.map(({ source, index: at, dtype, shape }, i) => ({
        name: ops[node.op].operands[i] ?? `operand ${i}`,
        source: `${source} ${at}`,
        tensor: `${dtype} ${shape.join('×')}`,
      })),
      attributes: node.attributes,
    }
  })
}
