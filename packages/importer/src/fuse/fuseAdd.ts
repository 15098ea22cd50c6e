import type { Fuser } from './Fusion.ts'
import { sameShape } from './sameShape.ts'

/**
 * conv2d, then add: conv2d_add. A sum of two binary32 numbers does not depend on their order, so the convolution may be
 * either operand.
 */
export const fuseAdd: Fuser = ({ program, soleReader }, at) => {
  const add = program.nodes[at]!
  if (add.op !== 'add') return undefined
  const found = ([0, 1] as const)
    .map((side) => ({ side, index: soleReader(add, side) ?? -1 }))
    // Of two convolutions the later: its operands may need the earlier one's.
    .sort((a, b) => b.index - a.index)
    .find(({ side, index }) => {
      const conv = program.nodes[index]
      const zero = side === 0 ? add.attributes.zeroX : add.attributes.zeroW
      return (
        conv?.op === 'conv2d' &&
        conv.dtype === add.dtype &&
        conv.attributes.zeroY === zero &&
        sameShape(conv.shape, add.shape) &&
        add.operands.every(({ shape }) => sameShape(shape, add.shape))
      )
    })
  if (found === undefined) return undefined
  const conv = program.nodes[found.index]!
  const { scaleX, scaleW, scaleY, zeroX, zeroW, zeroY, low, high } = add.attributes
  const [scales, other] =
    found.side === 0
      ? [{ scaleX: scaleX!, scaleW: scaleW!, zeroB: zeroW! }, add.operands[1]!]
      : [{ scaleX: scaleW!, scaleW: scaleX!, zeroB: zeroX! }, add.operands[0]!]
  return {
    node: {
      op: 'conv2d_add',
      dtype: add.dtype,
      shape: add.shape,
      operands: [...conv.operands, other],
      attributes: { ...conv.attributes, ...scales, scaleY: scaleY!, zeroZ: zeroY!, lowZ: low!, highZ: high! },
    },
    absorbed: [found.index],
  }
}
