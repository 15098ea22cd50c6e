import path from 'node:path'
import { quantiseInput, type TensorIo } from '@assay/importer'
import { byteSize } from '@assay/program'
import { FileInvalid } from '../errors.ts'
import { readFileAs } from '../files/readFileAs.ts'
import { readNumbers } from '../files/readNumbers.ts'
import { splitSamples } from '../files/splitSamples.ts'
import { printable } from '../terminal/printable.ts'
import { checkWhole } from './checkWhole.ts'
import { decodePng } from './decodePng.ts'
import { describeClamped } from './describeClamped.ts'
import { imageToNumbers } from './imageToNumbers.ts'
import { type PreprocessOptions, preprocessingOf } from './preprocessOptions.ts'

const elementsOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** On standard error: it is no failure, and standard output is the answer's. */
const noteClamped = (values: Float32Array, io: TensorIo, file: string): void => {
  const clamped = describeClamped(values, io, file)
  if (clamped !== undefined) process.stderr.write(`note: ${printable(clamped)}\n`)
}

/**
 * Reads the values of one input: a PNG picture, numbers in the ONNX model's shape (.npy, .json), or the program's own bytes (.bin).
 * @returns the program's bytes, of one sample or of several that the file holds one after another
 */
export const readModelInput = async (file: string, io: TensorIo, options: PreprocessOptions): Promise<Uint8Array[]> => {
  const elements = elementsOf(io.shape)
  switch (path.extname(file).toLowerCase()) {
    case '.png': {
      const picture = decodePng(await readFileAs(file, 'the picture'), file)
      const how = preprocessingOf(options, io.integer ? 'none' : 'unit')
      const numbers = imageToNumbers(picture, io, how)
      noteClamped(numbers, io, file)
      // as Pillow resizes bytes: to the nearest, where the model takes integers as they are
      return [quantiseInput(io, io.integer ? numbers.map(Math.round) : numbers)]
    }
    case '.npy':
    case '.json': {
      const numbers = await readNumbers(file, 'the input file')
      if (io.integer) checkWhole(numbers.values, io, file)
      noteClamped(numbers.values, io, file)
      return splitSamples(numbers, io, file).map((sample) => quantiseInput(io, sample))
    }
    case '.bin': {
      const bytes = await readFileAs(file, 'the input file')
      const wanted = elements * byteSize(io.dtype)
      if (bytes.length !== wanted)
        throw new FileInvalid(`${file} has ${bytes.length} bytes; input "${io.name}" takes exactly ${wanted}.`)
      return [bytes]
    }
    default:
      throw new FileInvalid(
        `the input file "${file}" is none of .png, .npy, .json and .bin. Convert it to one of them (a JPEG: to PNG).`,
      )
  }
}
