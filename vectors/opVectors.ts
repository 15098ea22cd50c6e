import { encodeDescriptor, interpretNode, type OpName, ops } from '@assay/program'
import { addCases } from './cases/add.ts'
import { argMaxCases } from './cases/arg_max.ts'
import { avgPoolCases } from './cases/avg_pool.ts'
import { concatCases } from './cases/concat.ts'
import { conv2dCases } from './cases/conv2d.ts'
import { conv2dAddCases } from './cases/conv2d_add.ts'
import { conv2dConv2dAddCases } from './cases/conv2d_conv2d_add.ts'
import { conv2dDepthwiseCases } from './cases/conv2d_depthwise.ts'
import { conv2dMaxPoolCases } from './cases/conv2d_max_pool.ts'
import { gatherCases } from './cases/gather.ts'
import { layerNormCases } from './cases/layer_norm.ts'
import { lookupCases } from './cases/lookup.ts'
import { matmulCases } from './cases/matmul.ts'
import { maxPoolCases } from './cases/max_pool.ts'
import { mulCases } from './cases/mul.ts'
import { padCases } from './cases/pad.ts'
import { reduceMaxCases } from './cases/reduce_max.ts'
import { reduceSumCases } from './cases/reduce_sum.ts'
import { requantiseCases } from './cases/requantise.ts'
import { resizeNearestCases } from './cases/resize_nearest.ts'
import { sliceCases } from './cases/slice.ts'
import { softmaxCases } from './cases/softmax.ts'
import { subCases } from './cases/sub.ts'
import { transposeCases } from './cases/transpose.ts'
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
  mul: mulCases,
  sub: subCases,
  concat: concatCases,
  pad: padCases,
  slice: sliceCases,
  transpose: transposeCases,
  gather: gatherCases,
  resize_nearest: resizeNearestCases,
  reduce_max: reduceMaxCases,
  arg_max: argMaxCases,
  softmax: softmaxCases,
  layer_norm: layerNormCases,
  conv2d_add: conv2dAddCases,
  conv2d_depthwise: conv2dDepthwiseCases,
  conv2d_max_pool: conv2dMaxPoolCases,
  conv2d_conv2d_add: conv2dConv2dAddCases,
}

/** Parallel arrays, one entry per case: `vm.parseJsonBytesArray(json, ".outputs")` reads a column at once. */
export const opVectors = (op: OpName): Readonly<Record<string, unknown>> => {
  const rows = cases[op]()
  // an operand that a case does without is empty
  const columns = ops[op].operands.map((_, i) => [
    `operands${i}`,
    rows.map(({ operands }) => hex(operands[i] ?? new Uint8Array())),
  ])
  return {
    op,
    names: rows.map(({ name }) => name),
    descriptors: rows.map(({ node }) => hex(encodeDescriptor(node))),
    ...Object.fromEntries(columns),
    outputs: rows.map(({ node, operands }) => hex(interpretNode(node, operands))),
  }
}
