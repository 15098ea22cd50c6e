import { interpret, type Model, type Program } from '@assay/program'
import { commitModel, commitTrace, type ModelCommitment, type TraceCommitment } from '@assay/proof'

const ELEMENTS = 600
const shape = [1, 1, 1, ELEMENTS] as const

/** The smallest honest network: two look-ups in a row over 600 bytes, in chunks of 256. `seed` makes another one. */
export function lookupModel(seed = 0): Model {
  const tables = [0, 1].map((which) =>
    Uint8Array.from({ length: 256 }, (_, i) => (i * 7 + 13 + 5 * which + seed) & 0xff),
  )
  const table = (index: number) => ({ source: 'constant', index, dtype: 'u8', shape: [1, 1, 1, 256] }) as const
  const node = { op: 'lookup', dtype: 'u8', shape, attributes: {} } as const
  const program: Program = {
    nodes: [
      { ...node, operands: [{ source: 'input', index: 0, dtype: 'u8', shape }, table(0)] },
      { ...node, operands: [{ source: 'node', index: 0, dtype: 'u8', shape }, table(1)] },
    ],
    inputs: [{ dtype: 'u8', shape }],
    constants: tables.map(() => ({ dtype: 'u8', shape: [1, 1, 1, 256] }) as const),
    constantChunkLog2: 8,
    activationChunkLog2: 8,
  }
  return { program, constants: tables }
}

export interface HonestRun {
  readonly model: ModelCommitment
  readonly inputs: readonly Uint8Array[]
  readonly trace: TraceCommitment
}

/** What an honest provider computes of it; `seed` makes another input. */
export function runLookupModel(seed = 0): HonestRun {
  const source = lookupModel()
  const model = commitModel(source)
  const inputs = [Uint8Array.from({ length: ELEMENTS }, (_, i) => (i * 3 + seed) & 0xff)]
  return { model, inputs, trace: commitTrace(model, inputs, interpret(source, inputs)) }
}
