import type { TensorIo } from '@assay/importer'
import { dtypes } from '@assay/program'

/** A share that a few outliers reach, of inputs like those that the model was calibrated with. */
const USUAL = 0.01

/** What is lost of real numbers outside an input's range, if it is more than a few outliers; undefined if not. */
export const describeClamped = (values: Float32Array, io: TensorIo, file: string): string | undefined => {
  if (io.integer) return undefined
  const { min, max } = dtypes[io.dtype]
  const [low, high] = [(min - io.zero) * io.scale, (max - io.zero) * io.scale]
  const slack = io.scale / 2
  const clamped = values.reduce((n, value) => n + Number(value < low - slack || value > high + slack), 0)
  if (clamped <= USUAL * values.length) return undefined
  return (
    `${((100 * clamped) / values.length).toFixed(1)} % of the numbers of ${file} are outside ${low.toPrecision(4)} to ${high.toPrecision(4)}, ` +
    `which is what input "${io.name}" holds, and are taken as its ends. Check that they are prepared as those that the model was calibrated with.`
  )
}
