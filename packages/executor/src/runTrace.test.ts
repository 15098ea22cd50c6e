import { interpret } from '@assay/program'
import { commitModel, commitTrace } from '@assay/proof'
import { ModelBuilder, seededRandom } from '@assay/proof/testing'
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

test('long traces of several threads are those of one, through the trial and after it', async () => {
  const random = seededRandom(9)
  const builder = new ModelBuilder()
  const shape = [1, 300, 300, 5] as const
  const table = () => builder.constant('u8', [1, 1, 1, 256], random.bytes(256))
  let value = builder.input('u8', shape)
  for (let layer = 0; layer < 3; layer++) value = builder.node('lookup', 'u8', shape, [value, table()])
  const model = builder.build(10, 12)
  const commitment = commitModel(model)
  const [alone, shared] = [await createExecutor(model), await createExecutor(model, { threads: 2 })]
  expect(alone.hashing, 'one thread is one thread').toBeUndefined()
  expect(shared.hashing).toBeDefined()
  for (let run = 0; run < 15; run++) {
    const inputs = [random.bytes(450_000)]
    const [one, two] = [await runTrace(alone, commitment, inputs), await runTrace(shared, commitment, inputs)]
    expect(two.traceRoot, `run ${run}`).toEqual(one.traceRoot)
    expect(two.tensors.map((bytes) => Buffer.compare(bytes, one.tensors[two.tensors.indexOf(bytes)]!))).toEqual([
      0, 0, 0,
    ])
  }
  await alone.close()
  await shared.close()
})
