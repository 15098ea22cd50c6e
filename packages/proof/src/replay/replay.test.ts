import { encodeProgram, interpret, ops, type Program } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { ModelBuilder, randomInputs, randomModel, seededRandom } from '../../testing/index.ts'
import { commitModel } from '../commitModel.ts'
import { joinBytes } from '../joinBytes.ts'
import { encodeReplay } from './encodeReplay.ts'
import { estimateReplayGas } from './estimateReplayGas.ts'
import { fitsReplay } from './fitsReplay.ts'

const random = seededRandom(5)

/** One lookup of `elements` bytes. */
function lookups(elements: number): Program {
  const builder = new ModelBuilder()
  const x = builder.input('u8', [1, 1, 1, elements])
  builder.node('lookup', 'u8', [1, 1, 1, elements], [x, builder.constant('u8', [1, 1, 1, 256], random.bytes(256))])
  return builder.build(8, 8).program
}

describe('encodeReplay', () => {
  it('is the program and then every tensor, nothing between', () => {
    const model = randomModel(random)
    const inputs = randomInputs(random, model)
    const tensors = interpret(model, inputs)
    const trace = encodeReplay(commitModel(model), { inputs, tensors })
    expect(trace).toEqual(joinBytes([encodeProgram(model.program), ...inputs, ...model.constants, ...tensors]))
    expect(estimateReplayGas(model.program).bytes).toBe(trace.length)
  })

  it('refuses tensors of other lengths', () => {
    const model = randomModel(random)
    const inputs = randomInputs(random, model)
    const tensors = interpret(model, inputs)
    const commitment = commitModel(model)
    expect(() => encodeReplay(commitment, { inputs, tensors: tensors.slice(1) })).toThrow(/node/)
    const [first, ...rest] = tensors
    expect(() => encodeReplay(commitment, { inputs, tensors: [first!.subarray(1), ...rest] })).toThrow(/node/)
    expect(() => encodeReplay(commitment, { inputs: [], tensors })).toThrow(/input/)
  })
})

describe('estimateReplayGas', () => {
  it('grows with every element and byte', () => {
    const [small, large] = [lookups(10), lookups(1010)].map(estimateReplayGas)
    expect(large!.bytes - small!.bytes).toBe(2000)
    expect((large!.execution - small!.execution) / 1000).toBeGreaterThan(1_350)
  })

  it('knows every op', () => {
    const known = new Set(Object.keys(ops))
    for (let i = 0; i < 200 && known.size > 0; i++) {
      const { program } = randomModel(random)
      expect(estimateReplayGas(program).gas).toBeGreaterThan(200_000)
      for (const { op } of program.nodes) known.delete(op)
    }
    expect([...known]).toEqual([])
  })
})

describe('fitsReplay', () => {
  it('draws the line at what a transaction may use', () => {
    const largest = (fits: (program: Program) => boolean) => {
      let [low, high] = [1, 1_000_000]
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2)
        if (fits(lookups(middle))) low = middle
        else high = middle
      }
      return low
    }
    const most = largest(fitsReplay)
    expect(estimateReplayGas(lookups(most)).gas).toBeLessThanOrEqual(2 ** 24)
    expect(estimateReplayGas(lookups(most + 1)).gas).toBeGreaterThan(2 ** 24)
    expect(most).toBeGreaterThan(5_000)
  })

  it('refuses what is too long for a transaction though its gas would do', () => {
    const builder = new ModelBuilder()
    const x = builder.input('u8', [1, 1, 2, 70_000])
    builder.node('slice', 'u8', [1, 1, 1, 1], [x], { step0: 1, step1: 1, step2: 1, step3: 1 })
    const { program } = builder.build(8, 8)
    expect(estimateReplayGas(program).gas).toBeLessThan(2 ** 24)
    expect(fitsReplay(program)).toBe(false)
  })
})
