import { loadCalibrationDigits } from './digits.ts'
import { toSample } from './toSample.ts'

/** What the digit model is calibrated with: 512 samples of one input. */
export const calibrationSamples = (): Float32Array[][] => loadCalibrationDigits().map(toSample)
