import type { OpName } from './types.ts'

/** Limits of one step, and the measured cost of executing it (docs/gas.md). Twin of contracts/libraries/Budget.sol. */
export const MAX_STEP_BYTES = 98_304
export const MAX_STEP_GAS = 12_000_000

export const EXEC_BASE = 490_000
export const EXEC_PER_BYTE = 12
export const EXEC_PER_RUN = 2_000
export const EXEC_PER_UNIT: Readonly<Record<OpName, number>> = {
  conv2d: 16,
  matmul: 16,
  add: 0,
  max_pool: 150,
  avg_pool: 150,
  reduce_sum: 200,
  requantise: 0,
  lookup: 0,
  mul: 0,
  sub: 0,
  concat: 0,
  pad: 0,
  slice: 0,
  transpose: 0,
  gather: 0,
  resize_nearest: 0,
  reduce_max: 150,
  arg_max: 150,
  softmax: 100,
  layer_norm: 25,
  conv2d_add: 16,
  conv2d_depthwise: 16,
  conv2d_max_pool: 16,
  conv2d_conv2d_add: 16,
}
