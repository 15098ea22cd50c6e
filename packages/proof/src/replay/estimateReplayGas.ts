import {
  EXEC_PER_RUN,
  EXEC_PER_UNIT,
  elementCount,
  encoding,
  type Node,
  nodeCost,
  type OpName,
  type Program,
  tensorBytes,
} from '@assay/program'

export interface ReplayEstimate {
  /** Length of the trace. */
  readonly bytes: number
  /** Gas of `StepVerifier.replay`, calldata apart: no less than it takes. */
  readonly execution: number
  /** Gas limit of the transaction that carries it. */
  readonly gas: number
}

/** Measured, like those of packages/program/src/budget.ts: docs/gas.md, "Replay". Gas of an element besides its units and runs. */
const PER_ELEMENT: Readonly<Record<OpName, number>> = {
  conv2d: 5_200,
  matmul: 3_300,
  add: 5_200,
  max_pool: 500,
  avg_pool: 500,
  reduce_sum: 2_100,
  requantise: 2_700,
  lookup: 1_350,
  mul: 5_200,
  sub: 5_200,
  concat: 7_300,
  pad: 4_400,
  slice: 4_900,
  transpose: 5_000,
  gather: 4_500,
  resize_nearest: 5_100,
  reduce_max: 2_300,
  arg_max: 2_300,
  softmax: 56_000,
  layer_norm: 8_200,
  conv2d_add: 7_700,
  conv2d_depthwise: 500,
  conv2d_max_pool: 5_200,
  conv2d_conv2d_add: 13_000,
}
/** An operand of add, mul or sub of another shape than the output: its place is worked out axis by axis. */
const REPEATED = 6_500
const BASE = 40_000
const PER_NODE = 12_000
/** Copying and hashing. */
const PER_BYTE = 5

const TRANSACTION = 21_000
/** Of a conviction, at most: an operator's task that pays four openings back and credits everybody for the first time. */
const SETTLEMENT = 450_000
const CALLDATA_PER_BYTE = 16
const CALLDATA_FLOOR_PER_BYTE = 40

/** What it takes to run a program whole on chain, whatever its input. */
export function estimateReplayGas(program: Program): ReplayEstimate {
  const { inputs, constants, nodes } = program
  const rows = inputs.length + constants.length
  const encoded = encoding.header + encoding.descriptor * nodes.length + encoding.row * rows
  const bytes = [...inputs, ...constants, ...nodes].reduce((sum, tensor) => sum + tensorBytes(tensor), encoded)
  const execution =
    BASE +
    PER_BYTE * bytes +
    nodes.reduce((sum, node, at) => sum + PER_NODE + elementCount(node.shape) * elementGas(program, node, at), 0)
  // a call gets 63 parts of 64 of the gas that is left (EIP-150)
  const spent = TRANSACTION + CALLDATA_PER_BYTE * bytes + SETTLEMENT + Math.ceil((execution * 64) / 63)
  return { bytes, execution, gas: Math.max(spent, TRANSACTION + CALLDATA_FLOOR_PER_BYTE * bytes) }
}

function elementGas(program: Program, node: Node, at: number): number {
  const { units, separateRuns } = nodeCost(program, at)
  const isPointwise = node.op === 'add' || node.op === 'mul' || node.op === 'sub'
  const repeats = isPointwise && node.operands.some(({ shape }) => shape.join() !== node.shape.join())
  return PER_ELEMENT[node.op] + (repeats ? REPEATED : 0) + EXEC_PER_UNIT[node.op] * units + EXEC_PER_RUN * separateRuns
}
