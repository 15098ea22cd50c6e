// Written by scripts/generate-protocol.ts from the contracts. Do not edit.

export const budget = {
  MAX_BYTES: 98304,
  MAX_GAS: 12_000_000,
  EXEC_BASE: 490_000,
  EXEC_PER_BYTE: 12,
  EXEC_PER_RUN: 2000,
  EXEC_PER_CONV2D: 16,
  EXEC_PER_MATMUL: 16,
  EXEC_PER_POOL: 150,
  EXEC_PER_REDUCE_SUM: 200,
  EXEC_PER_REDUCE_MAX: 150,
  EXEC_PER_SOFTMAX: 100,
  EXEC_PER_LAYER_NORM: 25,
} as const
