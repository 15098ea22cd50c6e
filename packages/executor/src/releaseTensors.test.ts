import { interpret } from '@assay/program'
import { expect, test } from 'vitest'
import { createExecutor } from './createExecutor.ts'
import { releaseTensors } from './releaseTensors.ts'
import { sampleInputs } from './sampleInputs.ts'
import { digitModel } from './testing/digitModel.ts'

test('a run’s tensors have no bytes afterwards, and other runs keep theirs', async () => {
  const model = digitModel()
  const inputs = sampleInputs(model.program.inputs, 'random', 6)
  const executor = await createExecutor(model)
  const [kept, dropped] = [await executor.run(inputs), await executor.run(inputs)]
  executor.release(dropped)
  expect(dropped.map(({ length }) => length)).toEqual(dropped.map(() => 0))
  expect(() => releaseTensors(dropped), 'once more, and to the system').not.toThrow()
  expect(Buffer.concat(kept)).toEqual(Buffer.concat(interpret(model, inputs)))
  expect(Buffer.concat(await executor.run(inputs))).toEqual(Buffer.concat(kept))
  await executor.close()
})
