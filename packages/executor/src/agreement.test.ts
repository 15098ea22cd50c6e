import { interpret, validateProgram } from '@assay/program'
import { expect, test } from 'vitest'
import type { KernelMode } from './Lowering.ts'
import { lowerings } from './lowerings.ts'
import { openSession } from './openSession.ts'
import { type SampleKind, sampleInputs } from './sampleInputs.ts'
import { randomModel } from './testing/randomModel.ts'

const MODELS = 60
const kinds: readonly SampleKind[] = ['random', 'saturating']
const modes: readonly KernelMode[] = ['u8s8', 'u8u8']

test.each([1, 2])(
  'random hostile models give the interpreter’s bytes in both modes with %i thread(s)',
  async (threads) => {
    for (let seed = 0; seed < MODELS; seed++) {
      const model = randomModel(seed + threads * 1000)
      validateProgram(model.program)
      const sessions = await Promise.all(modes.map((mode) => openSession(model, { mode, threads, lowerings })))
      for (const kind of kinds) {
        const inputs = sampleInputs(model.program.inputs, kind, seed)
        const expected = interpret(model, inputs)
        for (const session of sessions) {
          const executed = await session.run(inputs)
          expected.forEach((tensor, index) => {
            const { op } = model.program.nodes[index]!
            expect(Buffer.compare(tensor, executed[index]!), `seed ${seed}, ${kind}, node ${index} ${op}`).toBe(0)
          })
        }
      }
      await Promise.all(sessions.map((session) => session.close()))
    }
  },
)
