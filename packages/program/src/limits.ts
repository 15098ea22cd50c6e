/** Limits of docs/format.md. Solidity holds the same ones in contracts/libraries. */
export const limits = {
  nodes: 1024,
  inputs: 16,
  constants: 4096,
  operands: 8,
  slots: 24,
  minChunkLog2: 8,
  maxChunkLog2: 13,
  chunksPerTensor: 2 ** 20,
  dimension: 2 ** 32 - 1,
  /** kernels, strides, dilations (from 1) and pads (from 0) */
  geometry: 4096,
  minScale: 2 ** -60,
  maxScale: 2 ** 60,
} as const
