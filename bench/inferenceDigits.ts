import { loadDigitModel, loadTestDigits } from '../models/digits/digits.ts'
import { importDigits } from '../models/digits/importDigits.ts'
import { exactInference } from './exactInference.ts'
import type { Figure } from './Figure.ts'

const DIGITS = 200

/** The digit network. */
export const inferenceDigits = async (): Promise<Figure[]> => {
  const { model } = await importDigits()
  return exactInference({
    name: 'digits',
    onnx: loadDigitModel(),
    shape: [1, 1, 28, 28],
    outputShape: [1, 10],
    asFloats: (pixels) => Float32Array.from(pixels, (pixel) => pixel / 255),
    model,
    inputs: loadTestDigits()
      .slice(0, DIGITS)
      .map(({ pixels }) => pixels),
    unit: 'µs',
    count: 51,
    calls: 50,
    threads: 1,
  })
}
