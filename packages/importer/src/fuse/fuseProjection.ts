import { dtypes, type Node } from '@assay/program'
import type { Fuser } from './Fusion.ts'
import { sameShape } from './sameShape.ts'

/** add of two conv2d, one of them a projection as a residual block's shortcut has it: conv2d_conv2d_add. */
export const fuseProjection: Fuser = ({ program, soleReader }, at) => {
  const add = program.nodes[at]!
  if (add.op !== 'add') return undefined
  const [left, right] = [soleReader(add, 0), soleReader(add, 1)]
  if (left === undefined || right === undefined || left === right) return undefined
  const { scaleX, scaleW, scaleY, zeroX, zeroW, zeroY, low, high } = add.attributes
  const sides = [
    { conv: program.nodes[left]!, zero: zeroX!, scale: scaleX! },
    { conv: program.nodes[right]!, zero: zeroW!, scale: scaleW! },
  ] as const
  const alike = sides.every(
    ({ conv, zero }) =>
      conv.op === 'conv2d' &&
      conv.dtype === add.dtype &&
      conv.attributes.groups === 1 &&
      conv.attributes.zeroY === zero &&
      sameShape(conv.shape, add.shape),
  )
  if (!alike || !add.operands.every(({ shape }) => sameShape(shape, add.shape))) return undefined
  // The sum does not depend on the order. If both could be the second, the left one stays first.
  const [one, two] = isProjection(sides[1].conv) ? sides : [sides[1], sides[0]]
  const [first, second] = [one.conv.attributes, two.conv.attributes]
  if (!isProjection(two.conv) || first.zeroW !== second.zeroW) return undefined
  const { groups: _, ...window } = first
  return {
    node: {
      op: 'conv2d_conv2d_add',
      dtype: add.dtype,
      shape: add.shape,
      operands: [...one.conv.operands, ...two.conv.operands],
      attributes: {
        ...window,
        ...{ stride2: second.strideH!, zeroX2: second.zeroX! },
        ...{ scaleX: one.scale, scaleW: two.scale, scaleY: scaleY!, zeroB: two.zero },
        ...{ zeroZ: zeroY!, lowZ: low!, highZ: high! },
      },
    },
    absorbed: [left, right],
  }
}

/** 1x1 without padding, one stride for both axes, clamped by its dtype alone. */
function isProjection({ dtype, attributes: a }: Node): boolean {
  const { min, max } = dtypes[dtype]
  return (
    [a.kernelH, a.kernelW].every((size) => size === 1) &&
    [a.padTop, a.padLeft, a.padBottom, a.padRight].every((pad) => pad === 0) &&
    a.strideH === a.strideW &&
    a.low === min &&
    a.high === max
  )
}
