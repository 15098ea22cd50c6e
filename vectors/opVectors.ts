import { encodeDescriptor, interpretNode, type OpName } from '@assay/program'
import { addCases } from './cases/add.ts'
import { argMaxCases } from './cases/arg_max.ts'
import { avgPoolCases } from './cases/avg_pool.ts'
import { conv2dCases } from './cases/conv2d.ts'
import { layerNormCases } from './cases/layer_norm.ts'
import { lookupCases } from './cases/lookup.ts'
import { matmulCases } from './cases/matmul.ts'
import { maxPoolCases } from './cases/max_pool.ts'
import { reduceMaxCases } from './cases/reduce_max.ts'
import { reduceSumCases } from './cases/reduce_sum.ts'
import { requantiseCases } from './cases/requantise.ts'
import { softmaxCases } from './cases/softmax.ts'
import { hex } from './hex.ts'
import type { OpCase } from './opCase.ts'

const cases: Readonly<Record<OpName, () => OpCase[]>> = {
  conv2d: conv2dCases,
  matmul: matmulCases,
  add: addCases,
  max_pool: maxPoolCases,
  avg_pool: avgPoolCases,
  reduce_sum: reduceSumCases,
  requantise: requantiseCases,
  lookup: lookupCases,
  reduce_max: reduceMaxCases,
  arg_max: argMaxCases,
  softmax: softmaxCases,
  layer_norm: layerNormCases,
}

/** Parallel arrays, one entry per case: `vm.parseJsonBytesArray(json, ".outputs")` reads a column at once. */
export const opVectors = (op: OpName): Readonly<Record<string, unknown>> => {
  const rows = cases[op]()
  const columns = rows[0]!.operands.map((_, i) => [`operands${i}`, rows.map(({ operands }) => hex(operands[i]!))])
  return {
    op,
    names: rows.map(({ name }) => name),
    descriptors: rows.map(({ node }) => hex(encodeDescriptor(node))),
    ...Object.fromEntries(columns),
    outputs: rows.map(({ node, operands }) => hex(interpretNode(node, operands))),
  }
}
