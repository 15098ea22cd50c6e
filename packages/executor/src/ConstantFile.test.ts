import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { interpret, type Model } from '@assay/program'
import { expect, test, vi } from 'vitest'
import { ConstantFile } from './ConstantFile.ts'
import { createExecutor } from './createExecutor.ts'
import { sampleInputs } from './sampleInputs.ts'
import { seededRandom } from './seededRandom.ts'

test('keeps the bytes where it says, each on a boundary of 64, in a folder nobody else reads, until removed', () => {
  const file = new ConstantFile()
  const parts = [1, 64, 65, 1000].map((length, value) => new Uint8Array(length).fill(value + 1))
  const places = parts.map((bytes) => file.add(bytes))
  const graph = file.finish(Uint8Array.of(7, 8))
  const folder = path.dirname(graph)
  expect(readFileSync(graph)).toEqual(Buffer.of(7, 8))
  expect(statSync(folder).mode & 0o077, 'rights of others').toBe(0)
  places.forEach(({ location, offset, length }, i) => {
    expect(offset % 64).toBe(0)
    expect(readFileSync(path.join(folder, location)).subarray(offset, offset + length)).toEqual(Buffer.from(parts[i]!))
  })
  file.remove()
  expect(existsSync(folder)).toBe(false)
  expect(() => file.remove()).not.toThrow()
})

/** A matmul whose weights are large enough to go through a file. */
function largeModel(): Model {
  const [inputs, outputs] = [1024, 1200]
  const random = seededRandom(3)
  const weights = new Uint8Array(inputs * outputs).map(() => random() & 255)
  const scale = new Uint8Array(Float32Array.from({ length: outputs }, (_, i) => 2 ** -11 + i * 2 ** -22).buffer)
  const constants = [weights, new Uint8Array(4 * outputs), scale]
  const types = [
    { dtype: 'i8', shape: [1, 1, outputs, inputs] },
    { dtype: 'i32', shape: [1, 1, 1, outputs] },
    { dtype: 'f32', shape: [1, 1, 1, outputs] },
  ] as const
  const x = { dtype: 'u8', shape: [1, 1, 1, inputs] } as const
  return {
    program: {
      constantChunkLog2: 10,
      activationChunkLog2: 10,
      inputs: [x],
      constants: types,
      nodes: [
        {
          op: 'matmul',
          dtype: 'u8',
          shape: [1, 1, 1, outputs],
          operands: [
            { source: 'input', index: 0, ...x },
            ...types.map((type, index) => ({ source: 'constant', index, ...type }) as const),
          ],
          attributes: { zeroX: 128, zeroW: 0, zeroY: 128, low: 0, high: 255 },
        },
      ],
    },
    constants,
  }
}

test('a model large enough for it runs from it, with the interpreter’s bytes, and leaves nothing behind', async () => {
  const model = largeModel()
  const executor = await createExecutor(model)
  const inputs = sampleInputs(model.program.inputs, 'random', 4)
  expect(Buffer.concat(await executor.run(inputs))).toEqual(Buffer.concat(interpret(model, inputs)))
  await executor.close()
})

test('a machine without room for files runs it all the same', async () => {
  vi.stubEnv('TMPDIR', '/no/such/folder')
  const model = largeModel()
  const executor = await createExecutor(model).finally(() => vi.unstubAllEnvs())
  const inputs = sampleInputs(model.program.inputs, 'random', 5)
  expect(Buffer.concat(await executor.run(inputs))).toEqual(Buffer.concat(interpret(model, inputs)))
  await executor.close()
})
