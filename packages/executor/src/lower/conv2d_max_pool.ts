import { pooledConvolution } from '@assay/program'
import { convolveNode } from '../kernels/convolveNode.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { toggleSign } from '../kernels/toggleSign.ts'
import { unsignedTwin } from '../kernels/unsignedTwin.ts'
import type { Lowering } from '../Lowering.ts'
import { max_pool } from './max_pool.ts'

/** conv2d's convolution and max_pool's window; what lies between is u8, whose order is that of the i8 it stands for. */
export const conv2d_max_pool: Lowering = (context, node, operands) => {
  const { convolution, pool } = pooledConvolution(node)
  const { zeroY, low, high } = node.attributes
  const dtype = eightBit(node.dtype, 'conv2d_max_pool output')
  const t = unsignedTwin({ dtype, zero: zeroY!, low: low!, high: high! })
  const value = convolveNode(context, convolution, operands, t)
  const { shape } = convolution
  const between = { dtype: t.dtype, shape, constant: undefined, value: () => value }
  const largest = max_pool(context, { ...pool, dtype: t.dtype }, [between])
  return dtype === 'u8' ? largest : toggleSign(context.graph, largest, 'i8')
}
