import { interpret, ProgramError } from '@assay/program'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Executor } from './assembleExecutor.ts'
import { createExecutor } from './createExecutor.ts'
import { ExecutorClosedError, TensorMismatchError } from './errors.ts'
import { sampleInputs } from './sampleInputs.ts'
import { digitModel } from './testing/digitModel.ts'

const model = digitModel()
const joined = (tensors: readonly Uint8Array[]) => Buffer.concat(tensors).toString('hex')
const [image] = sampleInputs(model.program.inputs, 'random', 7)
let executor: Executor

beforeAll(async () => {
  executor = await createExecutor(model)
})
afterAll(() => executor.close())

describe('a network of the digit model’s shape', () => {
  const expected = joined(interpret(model, [image!]))

  test('gives the interpreter’s bytes for every node', async () => {
    expect(joined(await executor.run([image!]))).toBe(expected)
  })

  test.each(['u8s8', 'u8u8'] as const)('gives them as %s with two threads', async (fallback) => {
    const other = await createExecutor(model, { threads: 2, fallback })
    expect(other.mode).toBe(fallback)
    expect(other.selfTest.threads).toBe(2)
    expect(joined(await other.run([image!]))).toBe(expected)
    await other.close()
  })

  test('keeps results of earlier runs when it runs again', async () => {
    const first = await executor.run([image!])
    await executor.run([new Uint8Array(784)])
    expect(joined(first)).toBe(expected)
  })

  test('reads an input wherever it lies: in memory that threads share, in the middle of a buffer', async () => {
    const places = [
      new Uint8Array(new SharedArrayBuffer(784)),
      new Uint8Array(new ArrayBuffer(800), 3, 784),
      Buffer.from(image!),
    ]
    for (const place of places) {
      place.set(image!)
      expect(joined(await executor.run([place]))).toBe(expected)
    }
  })

  test('gives the output alone, too', async () => {
    expect(joined([await executor.runOutput([image!])])).toBe(joined([interpret(model, [image!]).at(-1)!]))
  })

  test('runs concurrently', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => executor.run([image!])))
    for (const run of runs) expect(joined(run)).toBe(expected)
  })

  test('reports what its self-test stands on', () => {
    const { samples, cpu, onnxRuntime, rejected, mode } = executor.selfTest
    expect(samples).toBeGreaterThan(1000)
    expect(cpu).not.toBe('')
    expect(onnxRuntime).toMatch(/^\d+\.\d+/)
    expect({ rejected, mode }).toEqual({ rejected: [], mode: executor.mode })
  })
})

describe('refuses', () => {
  test('an input of another length, with both lengths', async () => {
    const failure = await executor.run([new Uint8Array(783)]).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TensorMismatchError)
    expect(failure).toMatchObject({ tensor: 'input 0', expected: 'u8 [1, 28, 28, 1], 784 bytes', actual: '783 bytes' })
  })

  test('another number of inputs', async () => {
    const failure = await executor.run([]).catch((error: unknown) => error)
    expect(failure).toMatchObject({ tensor: 'the list of inputs', expected: '1 long', actual: '0 long' })
  })

  test('an input that is no Uint8Array', async () => {
    const wrong = [new Float32Array(196)] as unknown as Uint8Array[]
    await expect(executor.run(wrong)).rejects.toBeInstanceOf(TensorMismatchError)
  })

  test('a constant of another length', async () => {
    const constants = model.constants.with(0, new Uint8Array(3))
    const failure = await createExecutor({ ...model, constants }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TensorMismatchError)
    expect(failure).toMatchObject({ tensor: 'constant 0', actual: '3 bytes' })
  })

  test('a program that is not valid', async () => {
    const program = { ...model.program, nodes: [] }
    await expect(createExecutor({ ...model, program })).rejects.toBeInstanceOf(ProgramError)
  })

  test('to run once closed, and closing twice is closing once', async () => {
    const other = await createExecutor(model)
    await other.close()
    await other.close()
    await expect(other.run([image!])).rejects.toBeInstanceOf(ExecutorClosedError)
  })
})
