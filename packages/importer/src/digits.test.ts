import { createExecutor } from '@assay/executor'
import { interpret } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { loadTestDigits } from '../../../models/digits/digits.ts'
import { importDigits } from '../../../models/digits/importDigits.ts'

const digits = loadTestDigits()

describe('the digit model', () => {
  it('reads 10,000 test digits in int8 within 0.3 points of float, both above 98.5 %', async () => {
    const { report } = await importDigits(digits)
    const { reference, program } = report.evaluation.accuracy!
    expect(digits).toHaveLength(10_000)
    expect(reference, 'float32').toBeGreaterThanOrEqual(0.985)
    expect(program, 'int8').toBeGreaterThanOrEqual(0.985)
    expect(Math.abs(reference - program), 'difference').toBeLessThanOrEqual(0.003)
    expect(report.cost.worstGas, 'worst step').toBeLessThan(1_200_000)
  })

  it('takes raw pixels as its input', async () => {
    const { io, model } = await importDigits(digits.slice(0, 1))
    expect(io.inputs[0]).toMatchObject({ dtype: 'u8', zero: 0, scale: Math.fround(1 / 255) })
    expect(model.program.inputs).toEqual([{ dtype: 'u8', shape: [1, 28, 28, 1] }])
  })

  it('gives the same bytes in interpreter and executor', async () => {
    const { model } = await importDigits(digits.slice(0, 1))
    const executor = await createExecutor(model)
    try {
      for (const { pixels } of digits.slice(0, 3))
        expect(await executor.run([pixels])).toEqual(interpret(model, [pixels]))
    } finally {
      await executor.close()
    }
  })
})
