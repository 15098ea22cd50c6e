import type { Model } from '@assay/program'
import { expect, test } from 'vitest'
import { UnsupportedProgramError } from './errors.ts'
import { eightBit } from './kernels/eightBit.ts'
import { multipliers } from './kernels/multipliers.ts'
import { lowerings } from './lowerings.ts'
import { lowerProgram } from './lowerProgram.ts'
import { openSession } from './openSession.ts'
import { digitModel } from './testing/digitModel.ts'

// No valid program meets the first three: they guard the lowerings against being used without validation.

test('an i32 where only bytes can stand is named', () => {
  expect(() => eightBit('i32', 'conv2d x')).toThrow(
    new UnsupportedProgramError('conv2d x', 'is i32, where only u8 and i8 can stand'),
  )
})

test('multipliers that are not a constant are refused', () => {
  const operand = { dtype: 'f32', shape: [1, 1, 1, 1], constant: undefined, value: () => 'x' } as const
  expect(() => multipliers(operand, 'conv2d')).toThrow(UnsupportedProgramError)
})

test('an f32 input is refused', () => {
  const { program, constants } = digitModel()
  const inputs = program.inputs.map((input) => ({ ...input, dtype: 'f32' }) as const)
  const attempt = () => lowerProgram({ program: { ...program, inputs }, constants }, lowerings, 'u8s8')
  expect(attempt).toThrow(new UnsupportedProgramError('an input', 'is f32, which only constants can be'))
})

test('constants beyond what one ONNX file holds are refused before they are copied', async () => {
  const model = digitModel()
  const huge = { byteLength: 2 ** 31 } as Uint8Array
  const attempt = openSession({ ...model, constants: [huge] } as Model, { mode: 'u8s8', threads: 1, lowerings })
  await expect(attempt).rejects.toThrow(`the model has ${2 ** 31} bytes of constants`)
})
