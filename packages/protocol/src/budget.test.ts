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
  })
  expect(EXEC_PER_UNIT.avg_pool, 'one constant for both pools').toBe(EXEC_PER_UNIT.max_pool)
})
