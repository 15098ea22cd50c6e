import { attributesOf } from '../attributesOf.ts'
import { checkConvolution } from '../checkConvolution.ts'
import { checkRange } from '../checkRange.ts'
import { dtypes } from '../dtypes.ts'
import { elementCount } from '../elementCount.ts'
import { limits } from '../limits.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { pooledConvolution, poolSlots } from '../pooledConvolution.ts'
import { productSum } from '../productSum.ts'
import { slots } from '../slots.ts'
import { windowReads } from '../windowReads.ts'
import { windowSlots } from '../windowSlots.ts'
import { windowTaps } from '../windowTaps.ts'
import { conv2d } from './conv2d.ts'
import { maxPool } from './max_pool.ts'

const { groups } = slots
const attributes = { ...conv2d.attributes, ...poolSlots }

/** conv2d, and max_pool of its values: a network's first layers, of which only the smaller tensor is committed. */
export const conv2dMaxPool: OpDefinition = {
  name: 'conv2d_max_pool',
  opcode: 23,
  operands: conv2d.operands,
  attributes,

  validate(node, at) {
    const place = { node: at, op: node.op }
    const a = attributesOf(node, poolSlots)
    for (const field of ['poolH', 'poolW', 'poolStrideH', 'poolStrideW'] as const)
      checkRange({ ...place, field }, a[field], 1, limits.geometry)
    for (const field of ['poolPadTop', 'poolPadLeft', 'poolPadBottom', 'poolPadRight'] as const)
      checkRange({ ...place, field }, a[field], 0, limits.geometry)
    const { convolution, pool } = pooledConvolution(node)
    checkConvolution({ ...convolution, op: node.op }, at)
    const between = { ...place, field: 'elements between the layers', next: 'Make the image smaller.' }
    checkRange(between, elementCount(convolution.shape), 1, limits.chunksPerTensor * 2 ** limits.maxChunkLog2)
    maxPool.validate({ ...pool, op: node.op }, at)
  },

  cost(node, chunkBytes) {
    const a = attributesOf(node, { ...windowSlots, groups, ...poolSlots })
    const { reads, units, separateRuns } = conv2d.cost(node, chunkBytes)
    const rowsApart = (a.poolH - 1) * a.strideH + (a.kernelH - 1) * a.dilationH
    const columnsApart = (a.poolW - 1) * a.strideW + (a.kernelW - 1) * a.dilationW
    const width = node.operands[0]!.shape[3] / a.groups
    const rows = Math.min(a.poolH * a.kernelH, rowsApart + 1)
    const image = windowReads(node.operands[0]!, { rows, rowsApart, columnsApart, width }, chunkBytes[0]!)
    const taps = a.poolH * a.poolW
    // each tap is a convolution of its own, whose window is looked for anew
    return { reads: reads.with(0, image), units: taps * units, separateRuns: taps * (separateRuns + 2) }
  },

  element(node, read, index) {
    const { convolution, pool } = pooledConvolution(node)
    const taps = windowTaps(pool, index)
    return taps.reduce(
      (largest, tap) => Math.max(largest, conv2d.element(convolution, read, tap)),
      dtypes[node.dtype].min,
    )
  },

  sum: (node, ranges, read) => productSum(node, ranges, read),
}
