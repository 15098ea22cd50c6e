import { EXEC_BASE, EXEC_PER_BYTE, EXEC_PER_RUN, EXEC_PER_UNIT, MAX_STEP_BYTES, MAX_STEP_GAS } from '@assay/program'
import { expect, it } from 'vitest'
import { budget } from './index.ts'

it('the budget is the same in Solidity and in TypeScript', () => {
  expect(budget).toEqual({
    MAX_BYTES: MAX_STEP_BYTES,
    MAX_GAS: MAX_STEP_GAS,
    EXEC_BASE,
    EXEC_PER_BYTE,
    EXEC_PER_RUN,
    EXEC_PER_CONV2D: EXEC_PER_UNIT.conv2d,
    EXEC_PER_MATMUL: EXEC_PER_UNIT.matmul,
    EXEC_PER_POOL: EXEC_PER_UNIT.max_pool,
    EXEC_PER_REDUCE_SUM: EXEC_PER_UNIT.reduce_sum,
    EXEC_PER_REDUCE_MAX: EXEC_PER_UNIT.reduce_max,
    EXEC_PER_SOFTMAX: EXEC_PER_UNIT.softmax,
    EXEC_PER_LAYER_NORM: EXEC_PER_UNIT.layer_norm,
  })
  const shared = [
    ['avg_pool', 'max_pool'],
    ['arg_max', 'reduce_max'],
    ['conv2d_add', 'conv2d'],
    ['conv2d_depthwise', 'conv2d'],
  ] as const
  for (const [op, other] of shared)
    expect(EXEC_PER_UNIT[op], `one constant for ${op} and ${other}`).toBe(EXEC_PER_UNIT[other])
})
