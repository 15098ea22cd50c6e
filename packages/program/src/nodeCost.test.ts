import { describe, expect, it } from 'vitest'
import { random } from '../../../vectors/random.ts'
import { randomProgram } from '../../../vectors/randomProgram.ts'
import { samplePrograms } from '../../../vectors/samplePrograms.ts'
import { randomTensor } from '../test/randomTensor.ts'
import { chunksRead } from './chunksRead.ts'
import { elementCount } from './elementCount.ts'
import { interpret } from './interpret.ts'
import { nodeCost } from './nodeCost.ts'
import { operandBytes } from './operandBytes.ts'
import { programCost } from './programCost.ts'
import type { Program } from './types.ts'

describe('nodeCost', () => {
  it('is what docs/format.md gives by hand for a 3 x 3 x 512 convolution', () => {
    const { bytes, gas, units, separateRuns, perOperand } = nodeCost(samplePrograms['3 x 3 x 512']!, 0)
    // x: 3 rows of 1,536 bytes, 7,168 apart, in 25 chunks: 15,872 bytes as one run, which is a chunk less; w: 4,608 bytes in 2,304 chunks of 1 KiB
    expect(perOperand).toEqual([
      { name: 'x', chunks: 5, of: 25, bytes: 5 * (4096 + 4 + 32 * 5) + 320 },
      { name: 'w', chunks: 6, of: 2304, bytes: 6 * (1024 + 4 + 32 * 12) + 320 },
      { name: 'bias', chunks: 1, of: 2, bytes: 1024 + 4 + 32 + 320 },
      { name: 'multiplier', chunks: 1, of: 2, bytes: 1024 + 4 + 32 + 320 },
      { name: 'output', chunks: 1, of: 25, bytes: 4096 + 4 + 32 * 5 + 320 },
    ])
    expect({ bytes, units, separateRuns }).toEqual({ bytes: 41_848, units: 4608, separateRuns: 3 })
    expect(gas).toBe(21_000 + (16 + 12) * 41_848 + 490_000 + 2_000 * 3 + 16 * 4_608)
  })

  it('counts a run per tap where channels or dilation keep taps apart', () => {
    const { program, at } = { program: samplePrograms['every op']!, at: 2 }
    expect(nodeCost(program, at)).toMatchObject({ units: 9, separateRuns: 9 })
  })

  // The theorem behind the budget: no element of any node touches more chunks than the closed form counts.
  it('bounds the chunks that any element reads', () => {
    const pick = random(6)
    let exact = 0
    const programs = Array.from({ length: 150 }, () => ({
      ...randomProgram(pick),
      // Chunks of 16 and 32 bytes cannot be registered, but put many boundaries into small tensors.
      constantChunkLog2: pick(4, 8),
      activationChunkLog2: pick(4, 8),
    }))
    for (const program of programs) exact += checkBound(program, pick)
    // The bound is no wild guess either: it is met by more than half of all operands.
    expect(exact).toBeGreaterThan(programs.flatMap(({ nodes }) => nodes.flatMap(({ operands }) => operands)).length / 2)
  })
})

/** @returns operands for which some element reads exactly as many chunks as the bound says */
const checkBound = (program: Program, pick: (min: number, max: number) => number): number => {
  const inputs = program.inputs.map((type) => randomTensor(pick, type))
  const constants = program.constants.map((type) => randomTensor(pick, type))
  const nodes = interpret({ program, constants }, inputs)
  let exact = 0
  program.nodes.forEach((node, at) => {
    const operands = node.operands.map((operand) => operandBytes(operand, { inputs, constants, nodes }))
    const bound = nodeCost(program, at).perOperand.map(({ chunks }) => chunks)
    const most = node.operands.map(() => 0)
    const elements = elementCount(node.shape)
    for (let element = 0; element < elements; element += 1 + Math.floor(elements / 400))
      chunksRead(program, at, operands, element).forEach((chunks, i) => {
        most[i] = Math.max(most[i]!, chunks.length)
      })
    most.forEach((count, i) => {
      expect(count, `operand ${i} of ${JSON.stringify(node)}`).toBeLessThanOrEqual(bound[i]!)
      if (count === bound[i]) exact++
    })
  })
  return exact
}

describe('programCost', () => {
  it('names the dearest node', () => {
    const program = samplePrograms['every op']!
    const cost = programCost(program)
    expect(cost.worstBytes).toBe(nodeCost(program, cost.worstBytesNode).bytes)
    expect(cost.worstGas).toBe(nodeCost(program, cost.worstGasNode).gas)
    for (const at of program.nodes.keys()) {
      expect(nodeCost(program, at).bytes).toBeLessThanOrEqual(cost.worstBytes)
      expect(nodeCost(program, at).gas).toBeLessThanOrEqual(cost.worstGas)
    }
  })
})
