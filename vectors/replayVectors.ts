import { encodeProgram, interpret, type OpName } from '@assay/program'
import { commitModel, commitTrace, encodeReplay, estimateReplayGas, fitsReplay, toHex } from '@assay/proof'
import { randomInputs, seededRandom } from '@assay/proof/testing'
import { columns } from './columns.ts'
import { proofModels } from './proofModels.ts'

/** Honest runs of the small programs that proofs are made about, as `StepVerifier.replay` takes them. Parallel arrays, one entry per model. */
export function replayVectors(op: OpName): Readonly<Record<string, unknown>> {
  const random = seededRandom([...op].reduce((seed, letter) => seed * 31 + letter.charCodeAt(0), 11))
  const models = proofModels(random)[op].filter(({ model }) => fitsReplay(model.program))
  const rows = models.map(({ name, model }) => {
    const commitment = commitModel(model)
    const inputs = randomInputs(random, model)
    const run = commitTrace(commitment, inputs, interpret(model, inputs))
    return {
      name,
      modelId: toHex(commitment.modelId),
      inputRoot: toHex(run.inputRoot),
      nodesRoot: toHex(run.nodesRoot),
      outputRoot: toHex(run.outputRoot),
      programBytes: encodeProgram(model.program).length,
      inputBytes: inputs.reduce((sum, { length }) => sum + length, 0),
      constantBytes: model.constants.reduce((sum, { length }) => sum + length, 0),
      execution: estimateReplayGas(model.program).execution,
      trace: toHex(encodeReplay(commitment, run)),
    }
  })
  return columns(rows)
}
