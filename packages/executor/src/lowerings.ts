import type { OpName } from '@assay/program'
import type { Lowering } from './Lowering.ts'
import { add } from './lower/add.ts'
import { arg_max } from './lower/arg_max.ts'
import { avg_pool } from './lower/avg_pool.ts'
import { concat } from './lower/concat.ts'
import { conv2d } from './lower/conv2d.ts'
import { conv2d_add } from './lower/conv2d_add.ts'
import { conv2d_conv2d_add } from './lower/conv2d_conv2d_add.ts'
import { conv2d_depthwise } from './lower/conv2d_depthwise.ts'
import { conv2d_max_pool } from './lower/conv2d_max_pool.ts'
import { gather } from './lower/gather.ts'
import { layer_norm } from './lower/layer_norm.ts'
import { lookup } from './lower/lookup.ts'
import { matmul } from './lower/matmul.ts'
import { max_pool } from './lower/max_pool.ts'
import { mul } from './lower/mul.ts'
import { pad } from './lower/pad.ts'
import { reduce_max } from './lower/reduce_max.ts'
import { reduce_sum } from './lower/reduce_sum.ts'
import { requantise } from './lower/requantise.ts'
import { resize_nearest } from './lower/resize_nearest.ts'
import { slice } from './lower/slice.ts'
import { softmax } from './lower/softmax.ts'
import { sub } from './lower/sub.ts'
import { transpose } from './lower/transpose.ts'

/** The lowering of every op. Its twin is the op table of packages/program. */
export const lowerings: Readonly<Record<OpName, Lowering>> = {
  conv2d,
  matmul,
  add,
  max_pool,
  avg_pool,
  reduce_sum,
  requantise,
  lookup,
  mul,
  sub,
  concat,
  pad,
  slice,
  transpose,
  gather,
  resize_nearest,
  reduce_max,
  arg_max,
  softmax,
  layer_norm,
  conv2d_add,
  conv2d_depthwise,
  conv2d_max_pool,
  conv2d_conv2d_add,
}
