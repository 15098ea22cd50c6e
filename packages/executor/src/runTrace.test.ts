import { interpret } from '@assay/program'
import { commitModel, commitTrace } from '@assay/proof'
import { expect, test } from 'vitest'
import { createExecutor } from './createExecutor.ts'
import { runTrace } from './runTrace.ts'
import { sampleInputs } from './sampleInputs.ts'
import { digitModel } from './testing/digitModel.ts'

test('a run’s commitment is that of the interpreter’s tensors', async () => {
  const model = digitModel()
  const commitment = commitModel(model)
  const inputs = sampleInputs(model.program.inputs, 'random', 5)
  const executor = await createExecutor(model)
  const trace = await runTrace(executor, commitment, inputs)
  await executor.close()
  const honest = commitTrace(commitment, inputs, interpret(model, inputs))
  expect(trace.traceRoot).toEqual(honest.traceRoot)
  expect(Buffer.concat(trace.tensors).equals(Buffer.concat(honest.tensors))).toBe(true)
})
