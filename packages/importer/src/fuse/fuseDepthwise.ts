import type { Node } from '@assay/program'
import type { Fuser } from './Fusion.ts'
import { sameShape } from './sameShape.ts'

/** A 1x1 conv2d, then a depthwise one: conv2d_depthwise. */
export const fuseDepthwise: Fuser = ({ program, soleReader }, at) => {
  const depthwise = program.nodes[at]!
  if (depthwise.op !== 'conv2d') return undefined
  const channels = depthwise.shape[3]
  const [x, w, bias, multiplier] = depthwise.operands
  if (depthwise.attributes.groups !== channels || x!.shape[3] !== channels) return undefined
  const index = soleReader(depthwise, 0)
  const pointwise = program.nodes[index ?? -1]
  if (index === undefined || pointwise === undefined || !isPointwise(pointwise)) return undefined
  const { zeroX, zeroW, zeroY, low, high, groups: _, ...window } = depthwise.attributes
  const between = pointwise.attributes
  if (pointwise.dtype !== depthwise.dtype || between.zeroY !== zeroX || !sameShape(x!.shape, pointwise.shape))
    return undefined
  const { zeroX: firstZero, zeroW: firstZeroW, zeroY: betweenZero, low: least, high: greatest } = between
  return {
    node: {
      op: 'conv2d_depthwise',
      dtype: depthwise.dtype,
      shape: depthwise.shape,
      operands: [...pointwise.operands, w!, bias!, multiplier!],
      attributes: {
        ...window,
        zeroX: firstZero!,
        zeroW: firstZeroW!,
        zeroY: betweenZero!,
        low: least!,
        high: greatest!,
        zeroV: zeroW!,
        zeroZ: zeroY!,
        lowZ: low!,
        highZ: high!,
      },
    },
    absorbed: [index],
  }
}

const isPointwise = ({ op, attributes: a }: Node): boolean =>
  op === 'conv2d' &&
  a.groups === 1 &&
  [a.kernelH, a.kernelW, a.strideH, a.strideW].every((size) => size === 1) &&
  [a.padTop, a.padLeft, a.padBottom, a.padRight].every((pad) => pad === 0)
