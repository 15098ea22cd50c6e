import { type ImportResult, importOnnx } from '@assay/importer'
import { type Digit, loadCalibrationDigits, loadDigitModel } from './digits.ts'

/**
 * The digit model as a program: input u8 [1, 28, 28, 1], raw pixels; output u8 [1, 1, 1, 10], the largest wins.
 * Activation chunks of 1 KiB rather than 4: its tensors are small, and the worst step then costs 0.74M gas
 * (0.83M with 4 KiB).
 * @param evaluation digits the quality report is measured on; the calibration digits unless told
 */
export function importDigits(evaluation?: readonly Digit[]): Promise<ImportResult> {
  const evaluate = evaluation && {
    set: `the first ${evaluation.length} MNIST test digits`,
    samples: evaluation.map(toSample),
    labels: evaluation.map(({ label }) => label),
  }
  return importOnnx(loadDigitModel(), {
    name: 'digits',
    calibration: loadCalibrationDigits().map(toSample),
    activationChunkLog2: 10,
    ...(evaluate === undefined ? {} : { evaluation: evaluate }),
  })
}

const toSample = ({ pixels }: Digit): Float32Array[] => [Float32Array.from(pixels, (pixel) => pixel / 255)]
