import type { OpName } from '@assay/program'
import type { Lowering } from './Lowering.ts'
import { add } from './lower/add.ts'
import { avg_pool } from './lower/avg_pool.ts'
import { conv2d } from './lower/conv2d.ts'
import { lookup } from './lower/lookup.ts'
import { matmul } from './lower/matmul.ts'
import { max_pool } from './lower/max_pool.ts'
import { reduce_sum } from './lower/reduce_sum.ts'
import { requantise } from './lower/requantise.ts'

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
}
