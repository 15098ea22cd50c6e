import { EXEC_BASE, EXEC_PER_BYTE, EXEC_PER_RUN, EXEC_PER_UNIT } from './budget.ts'
import { byteSize } from './byteSize.ts'
import { chunkCount } from './chunkCount.ts'
import { chunkLog2Of } from './chunkLog2Of.ts'
import type { Reads } from './OpDefinition.ts'
import { ops } from './ops.ts'
import { treeDepth } from './treeDepth.ts'
import type { Program, TensorType } from './types.ts'

export interface OperandCost {
  readonly name: string
  /** Chunks the worst element touches. */
  readonly chunks: number
  /** Chunks the tensor spans. */
  readonly of: number
  /** Bytes of their section in a proof. */
  readonly bytes: number
}

export interface NodeCost {
  /** Bytes of a proof of the worst element. */
  readonly bytes: number
  /** Gas of the transaction that carries it. */
  readonly gas: number
  readonly units: number
  readonly separateRuns: number
  /** One entry per operand, in order; the last is the node's own output. */
  readonly perOperand: readonly OperandCost[]
}

/** docs/format.md, "Worst-case cost of a node". */
export const nodeCost = (program: Program, nodeIndex: number): NodeCost => {
  const node = program.nodes[nodeIndex]!
  const definition = ops[node.op]
  const logs = node.operands.map(({ source }) => chunkLog2Of(program, source))
  const { reads, units, separateRuns } = definition.cost(
    node,
    logs.map((log2) => 2 ** log2),
  )
  const output = { runs: 1, runBytes: byteSize(node.dtype) }
  const perOperand = [
    ...node.operands.map((type, i) => operandCost(definition.operands[i]!, type, reads[i]!, logs[i]!)),
    operandCost('output', node, output, program.activationChunkLog2),
  ]
  const bytes = PROOF_BYTES + perOperand.reduce((sum, operand) => sum + operand.bytes, 0)
  const execution = EXEC_BASE + EXEC_PER_BYTE * bytes + EXEC_PER_RUN * separateRuns + EXEC_PER_UNIT[node.op] * units
  const gas = Math.max(TRANSACTION_GAS + 40 * bytes, TRANSACTION_GAS + 16 * bytes + execution)
  return { bytes, gas, units, separateRuns, perOperand }
}

/** Header, descriptor and its path; a section's count and the path of its tensor's root: generous, so that the sum stays simple. */
const PROOF_BYTES = 4096
const SECTION_BYTES = 320
const TRANSACTION_GAS = 21_000

const operandCost = (name: string, type: TensorType, reads: Reads, chunkLog2: number): OperandCost => {
  const chunkBytes = 2 ** chunkLog2
  const of = chunkCount(type, chunkLog2)
  const chunksPerRun = 1 + Math.ceil((reads.runBytes - byteSize(type.dtype)) / chunkBytes)
  const chunks = Math.min(of, reads.runs * chunksPerRun)
  return { name, chunks, of, bytes: chunks * (chunkBytes + 4 + 32 * treeDepth(of)) + SECTION_BYTES }
}
