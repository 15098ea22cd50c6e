import type { Fuser } from './Fusion.ts'
import { sameShape } from './sameShape.ts'

/** conv2d, then max_pool of its value: conv2d_max_pool. */
export const fuseMaxPool: Fuser = ({ program, soleReader }, at) => {
  const pool = program.nodes[at]!
  if (pool.op !== 'max_pool') return undefined
  const index = soleReader(pool, 0)
  const conv = program.nodes[index ?? -1]
  const { kernelH, kernelW, strideH, strideW, padTop, padLeft, padBottom, padRight, ...dilations } = pool.attributes
  const dilated = dilations.dilationH !== 1 || dilations.dilationW !== 1
  if (index === undefined || conv?.op !== 'conv2d' || dilated) return undefined
  if (!sameShape(conv.shape, pool.operands[0]!.shape)) return undefined
  return {
    node: {
      op: 'conv2d_max_pool',
      dtype: pool.dtype,
      shape: pool.shape,
      operands: conv.operands,
      attributes: {
        ...conv.attributes,
        ...{ poolH: kernelH!, poolW: kernelW!, poolStrideH: strideH!, poolStrideW: strideW! },
        ...{ poolPadTop: padTop!, poolPadLeft: padLeft!, poolPadBottom: padBottom!, poolPadRight: padRight! },
      },
    },
    absorbed: [index],
  }
}
