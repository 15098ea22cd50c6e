import type { Node, Operand, Shape } from '@assay/program'
import type { Fuser, FusionContext } from './Fusion.ts'
import { sameShape } from './sameShape.ts'

/** Sums over one or two neighbouring axes and their requantisation: one avg_pool whose window is the image. */
export const fuseMean: Fuser = (context, at) => {
  const { program } = context
  const requantise = program.nodes[at]!
  if (requantise.op !== 'requantise') return undefined
  const last = sumBefore(context, requantise)
  if (last === undefined) return undefined
  const first = sumBefore(context, last.node)
  const image = first === undefined ? imageOf(last) : imageOf(first, last)
  if (image === undefined) return undefined
  const { operand, zeroX } = image
  const [batch, height, width, channels] = operand.shape
  const shape: Shape = [batch, 1, 1, channels]
  // Readers see any shape they like, but the program's output keeps its own.
  if (at === program.nodes.length - 1 && !sameShape(shape, requantise.shape)) return undefined
  const { scaleX, zeroY, low, high } = requantise.attributes
  // Every window is the whole image, so only the table's last entry is ever read.
  const table = new Float32Array(height * width + 1)
  table[height * width] = scaleX!
  const multipliers = {
    source: 'constant',
    index: program.constants.length,
    dtype: 'f32',
    shape: [1, 1, 1, table.length],
  } as const
  return {
    node: {
      op: 'avg_pool',
      dtype: requantise.dtype,
      shape,
      operands: [operand, multipliers],
      attributes: {
        ...{ kernelH: height, kernelW: width, strideH: 1, strideW: 1, dilationH: 1, dilationW: 1 },
        ...{ padTop: 0, padLeft: 0, padBottom: 0, padRight: 0 },
        ...{ zeroX, zeroY: zeroY!, low: low!, high: high! },
      },
    },
    absorbed: first === undefined ? [last.index] : [first.index, last.index],
    constant: new Uint8Array(table.buffer),
  }
}

interface Sum {
  readonly index: number
  readonly node: Node
  /** Elements outside, on and inside the axis it sums over. */
  readonly around: readonly [number, number, number]
}

function sumBefore({ program, soleReader }: FusionContext, reader: Node): Sum | undefined {
  const index = soleReader(reader, 0)
  const node = program.nodes[index ?? -1]
  if (index === undefined || node?.op !== 'reduce_sum') return undefined
  const { shape } = node.operands[0]!
  const size = (from: number, to: number) => shape.slice(from, to).reduce((product, length) => product * length, 1)
  const axis = node.attributes.axis!
  return { index, node, around: [size(0, axis), shape[axis]!, size(axis + 1, 4)] }
}

/** What the sums read, as an image that they sum over: `first` over its width, `last`, if there is one, over its height. */
function imageOf(first: Sum, last?: Sum): { operand: Operand; zeroX: number } | undefined {
  const [outer, width, inner] = first.around
  const [batch, height, channels] = last?.around ?? [outer, 1, inner]
  const x = first.node.operands[0]!
  if (x.dtype === 'i32' || batch * height !== outer || channels !== inner) return undefined
  return { operand: { ...x, shape: [batch, height, width, channels] }, zeroX: first.node.attributes.zeroX! }
}
