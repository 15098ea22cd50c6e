import type { OpDefinition } from './OpDefinition.ts'
import { add } from './ops/add.ts'
import { argMax } from './ops/arg_max.ts'
import { avgPool } from './ops/avg_pool.ts'
import { concat } from './ops/concat.ts'
import { conv2d } from './ops/conv2d.ts'
import { conv2dAdd } from './ops/conv2d_add.ts'
import { conv2dConv2dAdd } from './ops/conv2d_conv2d_add.ts'
import { conv2dDepthwise } from './ops/conv2d_depthwise.ts'
import { conv2dMaxPool } from './ops/conv2d_max_pool.ts'
import { gather } from './ops/gather.ts'
import { layerNorm } from './ops/layer_norm.ts'
import { lookup } from './ops/lookup.ts'
import { matmul } from './ops/matmul.ts'
import { maxPool } from './ops/max_pool.ts'
import { mul } from './ops/mul.ts'
import { pad } from './ops/pad.ts'
import { reduceMax } from './ops/reduce_max.ts'
import { reduceSum } from './ops/reduce_sum.ts'
import { requantise } from './ops/requantise.ts'
import { resizeNearest } from './ops/resize_nearest.ts'
import { slice } from './ops/slice.ts'
import { softmax } from './ops/softmax.ts'
import { sub } from './ops/sub.ts'
import { transpose } from './ops/transpose.ts'
import type { OpName } from './types.ts'

/** Every op, by name. The same names stand in packages/executor/src/lower, contracts/ops and vectors/ops. */
export const ops: Readonly<Record<OpName, OpDefinition>> = {
  conv2d,
  matmul,
  add,
  max_pool: maxPool,
  avg_pool: avgPool,
  reduce_sum: reduceSum,
  requantise,
  lookup,
  mul,
  sub,
  concat,
  pad,
  slice,
  transpose,
  gather,
  resize_nearest: resizeNearest,
  reduce_max: reduceMax,
  arg_max: argMax,
  softmax,
  layer_norm: layerNorm,
  conv2d_add: conv2dAdd,
  conv2d_depthwise: conv2dDepthwise,
  conv2d_max_pool: conv2dMaxPool,
  conv2d_conv2d_add: conv2dConv2dAdd,
}
