import {
  MAX_STEP_BYTES,
  MAX_STEP_GAS,
  type Model,
  nodeCost,
  type Program,
  ProgramError,
  validateModel,
} from '@assay/program'
import type { LaidOut } from './6-layout.ts'
import { BudgetError, type BudgetFault, OverflowError, UnsupportedError } from './errors.ts'
import { supportedOps } from './supportedOps.ts'

export interface ChunkSizes {
  /** log2 of the bytes of a constant's chunk; 10 unless told. */
  readonly constantChunkLog2?: number
  /** log2 of the bytes of an activation's chunk; 12 unless told. Smaller chunks: cheaper proofs, more hashing. */
  readonly activationChunkLog2?: number
}

/**
 * Pass 7: the program, proven valid: every step within the chain's budget, no sum outside int32.
 * @throws BudgetError, OverflowError, UnsupportedError
 */
export function budget(laid: LaidOut, chunks: Required<ChunkSizes>): Model {
  const { nodes, inputs, constants } = laid
  const program = { nodes, inputs, constants, ...chunks }
  const model = { program, constants: laid.values }
  try {
    validateModel(model)
  } catch (error) {
    throw named(error, laid, program)
  }
  return model
}

/** The same fault, said of the ONNX node. */
function named(error: unknown, laid: LaidOut, program: Program): unknown {
  if (!(error instanceof ProgramError)) return error
  if (error.node === undefined)
    return new UnsupportedError(
      [
        {
          op: 'program',
          node: error.field,
          reason: `it would be ${error.actual}, the limit is ${error.limit}`,
          next: error.next,
        },
      ],
      supportedOps(),
    )
  const node = laid.names[error.node] ?? String(error.node)
  const actual = Number(error.actual)
  if (error.field === 'smallest sum' || error.field === 'largest sum')
    return new OverflowError(node, actual, { cause: error })
  if (error.field === 'bytes' || error.field === 'gas') {
    const [first, ...others] = dear(laid, program)
    if (first !== undefined) return new BudgetError(first, others)
  }
  const reason = `its ${error.op} would have ${error.field} ${error.actual}; it must be ${error.limit}`
  return new UnsupportedError([{ op: error.op ?? '', node, reason, next: error.next }], supportedOps())
}

/** Every node over the budget, so that one run tells them all. */
const dear = (laid: LaidOut, program: Program): BudgetFault[] =>
  program.nodes.flatMap((_, at): BudgetFault[] => {
    const { bytes, gas } = nodeCost(program, at)
    const over = bytes > MAX_STEP_BYTES ? 'bytes' : gas > MAX_STEP_GAS ? 'gas' : undefined
    if (over === undefined) return []
    const [actual, limit] = over === 'bytes' ? [bytes, MAX_STEP_BYTES] : [gas, MAX_STEP_GAS]
    return [{ node: laid.names[at] ?? String(at), field: over, actual, limit, suggestion: suggestion(program, at) }]
  })

function suggestion(program: Program, at: number): string {
  for (let log2 = Math.min(program.constantChunkLog2, program.activationChunkLog2, 11); log2 >= 8; log2--) {
    const smaller = {
      ...program,
      constantChunkLog2: Math.min(program.constantChunkLog2, log2),
      activationChunkLog2: log2,
    }
    const { bytes, gas } = nodeCost(smaller, at)
    if (bytes <= MAX_STEP_BYTES && gas <= MAX_STEP_GAS)
      return `It fits with smaller chunks: --constant-chunk ${2 ** smaller.constantChunkLog2} --activation-chunk ${2 ** log2} (then ${bytes} bytes, ${gas} gas).`
  }
  return 'No chunk size makes it fit: split the reduction (fewer channels, smaller kernel, groups, or two layers).'
}
