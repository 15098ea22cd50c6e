import { elementCount, interpret, limits, nodeCost, type Program, tensorBytes } from '@assay/program'
import { commitModel, commitTrace, proveElement } from '@assay/proof'
import { expect, it } from 'vitest'
import { random } from '../vectors/random.ts'
import { randomProgram } from '../vectors/randomProgram.ts'
import { samplePrograms } from '../vectors/samplePrograms.ts'

const pick = random(0xb4d)

/** As many constants as a program may have, so that the paths of their roots are as long as can be. */
const crowded = (program: Program): Program => {
  const filler = Array.from({ length: limits.constants - program.constants.length }, () => program.inputs[0]!)
  return {
    ...program,
    constants: [...program.constants, ...filler.map(() => ({ dtype: 'u8', shape: [1, 1, 1, 1] }) as const)],
  }
}

/** Longest proof among some elements of every node, as a part of what the closed form allows. */
const fullest = (program: Program): number => {
  const tensors = (types: readonly Parameters<typeof tensorBytes>[0][]) =>
    types.map((type) => Uint8Array.from({ length: tensorBytes(type) }, () => pick(0, 255)))
  const [inputs, constants] = [tensors(program.inputs), tensors(program.constants)]
  const model = commitModel({ program, constants })
  const trace = commitTrace(model, inputs, interpret({ program, constants }, inputs))
  let most = 0
  program.nodes.forEach((node, at) => {
    const { bytes } = nodeCost(program, at)
    const elements = elementCount(node.shape)
    for (let k = 0; k < 40; k++) {
      const { length } = proveElement(model, trace, at, k === 0 ? 0 : k === 1 ? elements - 1 : pick(0, elements - 1))
      expect(length, `proof of node ${at} of ${JSON.stringify(program)}`).toBeLessThanOrEqual(bytes)
      most = Math.max(most, length / bytes)
    }
  })
  return most
}

it('no proof of an element is longer than the budget of its node says', () => {
  for (let i = 0; i < 60; i++) {
    const program = { ...randomProgram(pick), constantChunkLog2: 8, activationChunkLog2: pick(8, 9) }
    fullest(i % 6 === 0 ? crowded(program) : program)
  }
})

it('the budget is not far above the longest proof either', () => {
  expect(fullest(samplePrograms['the deepest product in budget']!)).toBeGreaterThan(0.8)
  expect(fullest(samplePrograms['every op']!)).toBeLessThan(1)
})
