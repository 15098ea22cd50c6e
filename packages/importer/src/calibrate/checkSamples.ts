import { count } from '../count.ts'
import { CalibrationError } from '../errors.ts'
import type { LayerInput } from '../layer.ts'
import type { Sample } from './Sample.ts'

/** @throws CalibrationError for a sample that is not one finite array of the right size for each input */
export function checkSamples(inputs: readonly LayerInput[], samples: readonly Sample[]): void {
  samples.forEach((sample, at) => {
    if (sample.length !== inputs.length)
      throw new CalibrationError(
        `calibration sample ${at} has ${sample.length} arrays for ${inputs.length} inputs (${inputs.map(({ name }) => name).join(', ')}).`,
      )
    inputs.forEach(({ name, shape }, input) => {
      const values = sample[input]!
      if (values.length !== count(shape))
        throw new CalibrationError(
          `calibration sample ${at}, input "${name}": ${values.length} numbers, but [${shape.join(', ')}] needs ${count(shape)}.`,
        )
      const bad = values.findIndex((value) => !Number.isFinite(value))
      if (bad >= 0)
        throw new CalibrationError(
          `calibration sample ${at}, input "${name}"[${bad}] is ${values[bad]}; it must be finite.`,
        )
    })
  })
}
