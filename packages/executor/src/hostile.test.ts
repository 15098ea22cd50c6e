import { interpret, validateProgram } from '@assay/program'
import { expect, test } from 'vitest'
import { createExecutor } from './createExecutor.ts'
import { sampleInputs } from './sampleInputs.ts'
import { hostileModels } from './testing/hostileModels.ts'

test.each(Object.entries(hostileModels))('%s', async (_name, build) => {
  const model = build()
  validateProgram(model.program)
  const executor = await createExecutor(model)
  for (const kind of ['all 0', 'all 255', 'saturating', 'random'] as const) {
    const inputs = sampleInputs(model.program.inputs, kind, 3)
    const executed = await executor.run(inputs)
    interpret(model, inputs).forEach((tensor, index) => {
      expect(Buffer.compare(tensor, executed[index]!), `${kind}, node ${index}`).toBe(0)
    })
  }
  await executor.close()
})
