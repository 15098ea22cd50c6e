import { describe, expect, it } from 'vitest'
import { random } from '../../../vectors/random.ts'
import { randomProgram } from '../../../vectors/randomProgram.ts'
import { network } from '../../../vectors/samplePrograms.ts'
import { randomTensor } from '../test/randomTensor.ts'
import { dtypes } from './dtypes.ts'
import { elementCount } from './elementCount.ts'
import { ProgramError } from './errors.ts'
import { interpret } from './interpret.ts'
import { readElement } from './readElement.ts'
import { tensorBytes } from './tensorBytes.ts'
import type { Program } from './types.ts'

describe('interpret', () => {
  it('yields the tensor of every node, for any bytes of constants and inputs', () => {
    const pick = random(8)
    for (let i = 0; i < 150; i++) {
      const program = randomProgram(pick)
      const constants = program.constants.map((type) => randomTensor(pick, type))
      const tensors = interpret(
        { program, constants },
        program.inputs.map((type) => randomTensor(pick, type)),
      )
      program.nodes.forEach((node, at) => {
        const { min, max } = dtypes[node.dtype]
        // A pool that sees nothing yields the dtype's minimum, whatever the values it would see are clamped to.
        const {
          low = min,
          high = max,
          lowZ = node.op === 'conv2d_max_pool' ? min : low,
          highZ = high,
        } = node.attributes
        expect(tensors[at]!.length).toBe(tensorBytes(node))
        for (let element = 0; element < elementCount(node.shape); element++) {
          const value = readElement(tensors[at]!, node.dtype, element)
          if (value < lowZ || value > highZ) expect.unreachable(`${value} in ${JSON.stringify(node)}`)
        }
      })
    }
  })

  it('reads a view in the order of its bytes', () => {
    const shape = [1, 2, 3, 1] as const
    const view = [1, 3, 1, 2] as const
    const program: Program = {
      nodes: [
        {
          op: 'reduce_sum',
          dtype: 'i32',
          shape: [1, 3, 1, 1],
          operands: [{ source: 'input', index: 0, dtype: 'u8', shape: view }],
          attributes: { axis: 3, zeroX: 0 },
        },
      ],
      inputs: [{ dtype: 'u8', shape }],
      constants: [],
      constantChunkLog2: 10,
      activationChunkLog2: 10,
    }
    const [sums] = interpret({ program, constants: [] }, [Uint8Array.of(1, 2, 10, 20, 100, 101)])
    expect([0, 1, 2].map((i) => readElement(sums!, 'i32', i))).toEqual([3, 30, 201])
  })

  it('asks for as many inputs as there are, at their length', () => {
    const constants = network.constants.map((type) => new Uint8Array(tensorBytes(type)))
    const run = (inputs: Uint8Array[]) => () => interpret({ program: network, constants }, inputs)
    expect(run([])).toThrow(ProgramError)
    expect(run([])).toThrow('number of inputs is 0; it must be 1.')
    expect(run([new Uint8Array(783)])).toThrow(
      'inputs[0] bytes is 783; it must be 784. Give input 0 as u8 [1,28,28,1].',
    )
  })
})
