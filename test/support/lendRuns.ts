import { releaseTensors } from '@assay/executor'
import { interpret, type Model } from '@assay/program'
import { commitModel, commitTrace, type TraceCommitment } from '@assay/proof'

/** Runs of a model whose memory is given back as an executor's is: every view has no bytes afterwards. Small tensors are parts of one buffer. */
export const lendRuns = (source: Model) => {
  const model = commitModel(source)
  const runs: TraceCommitment[] = []
  const isAlive = ({ tensors }: TraceCommitment) => tensors.some(({ byteLength }) => byteLength > 0)
  return {
    model,
    run: (inputs: readonly Uint8Array[]) => {
      const tensors = interpret(source, inputs)
      const { buffer } = Uint8Array.from(Buffer.concat(tensors))
      let end = 0
      const lent = tensors.map(({ length }) => {
        end += length
        return new Uint8Array(buffer, end - length, length)
      })
      const trace = commitTrace(model, inputs, lent)
      runs.push(trace)
      return { model, trace, release: () => releaseTensors(lent) }
    },
    count: () => runs.length,
    /** How many have not been given back. */
    alive: () => runs.filter(isAlive).length,
  }
}
