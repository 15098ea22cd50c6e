import { encodeProgram } from '@assay/program'
import type { ModelCommitment } from '../commitModel.ts'
import { joinBytes } from '../joinBytes.ts'
import { requireTensors } from '../requireTensors.ts'

/** A run to be repeated on chain: the bytes of the inputs' tensors and of every node's. */
export interface Run {
  readonly inputs: readonly Uint8Array[]
  readonly tensors: readonly Uint8Array[]
}

/** docs/format.md, "Replay": everything `StepVerifier.replay` needs to run the program whole. */
export function encodeReplay(model: ModelCommitment, { inputs, tensors }: Run): Uint8Array {
  const { program, constants } = model
  requireTensors('input', program.inputs, inputs)
  requireTensors('node', program.nodes, tensors)
  return joinBytes([encodeProgram(program), ...inputs, ...constants, ...tensors])
}
