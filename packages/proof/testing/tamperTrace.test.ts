import { interpret, interpretNode, operandBytes } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { commitModel, commitTrace } from '../src/index.ts'
import { randomInputs, randomModel } from './randomModel.ts'
import { seededRandom } from './seededRandom.ts'
import { tamperTrace } from './tamperTrace.ts'

describe('tamperTrace', () => {
  it('leaves a single inconsistent tensor when everything after the lie is recomputed', () => {
    const random = seededRandom(60)
    for (let round = 0; round < 20; round++) {
      const model = randomModel(random)
      const committed = commitModel(model)
      const inputs = randomInputs(random, model)
      const honest = commitTrace(committed, inputs, interpret(model, inputs))
      const node = random.int(0, honest.tensors.length - 1)
      const lie = { what: 'byte', node, offset: random.int(0, honest.tensors[node]!.length - 1), xor: 1 } as const
      const trace = tamperTrace(committed, honest, lie, { downstream: 'recomputed' })
      const known = { inputs, constants: model.constants, nodes: trace.tensors }
      const wrong = model.program.nodes.flatMap((one, at) => {
        const right = interpretNode(
          one,
          one.operands.map((operand) => operandBytes(operand, known)),
        )
        return Buffer.compare(right, trace.tensors[at]!) === 0 ? [] : [at]
      })
      expect(wrong, `round ${round}`).toEqual([node])
      expect(commitTrace(committed, inputs, trace.tensors).nodesRoot, 'hashes are its own').toEqual(trace.nodesRoot)
    }
  })
})
