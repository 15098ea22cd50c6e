import path from 'node:path'
import { type ImportOptions, importOnnx, type RangeMethod, readOnnxInputs, type Sample } from '@assay/importer'
import type { Recipe } from '@assay/sdk'
import { UsageError } from '../errors.ts'
import type { ModelFolder } from '../files/modelFolder.ts'
import { readFileAs } from '../files/readFileAs.ts'
import { readNumbers } from '../files/readNumbers.ts'
import { splitSamples } from '../files/splitSamples.ts'
import { progress } from '../terminal/progress.ts'
import { calibrationFile } from './calibrationFile.ts'
import type { CompileOptions } from './compileOptions.ts'
import { compilerName } from './compilerName.ts'
import { tellProgress } from './tellProgress.ts'

const chunkLog2 = (text: string, option: string): number => {
  const log2 = Math.log2(Number(text))
  if (!Number.isInteger(log2) || log2 < 8 || log2 > 13)
    throw new UsageError(`${option} must be a power of two from 256 to 8192 (bytes); it is "${text}".`)
  return log2
}

/** "name=1,3,224,224", of each input that the file leaves open. */
const inputShapesOf = (texts: readonly string[]): Record<string, number[]> =>
  Object.fromEntries(
    texts.map((text) => {
      const [, name, dims] = /^(.+)=(\d+(?:,\d+)*)$/.exec(text) ?? []
      if (name === undefined || dims === undefined)
        throw new UsageError(`--input-shape must be like pixels=1,3,224,224; it is "${text}".`)
      return [name, dims.split(',').map(Number)]
    }),
  )

const rangesOf = (text: string): RangeMethod => {
  if (text === 'min-max' || text === 'entropy' || text === 'mse') return text
  const percentile = Number(text)
  if (!(percentile > 50 && percentile <= 100))
    throw new UsageError(
      `--ranges must be min-max, entropy, mse, or a percentile above 50 and not above 100, such as 99.99; it is "${text}".`,
    )
  return { percentile }
}

const finerOf = ({ finer, planes }: CompileOptions): Pick<ImportOptions, 'finer'> => {
  if (finer === undefined) return {}
  const count = Number(planes)
  if (!Number.isInteger(count) || count < 2 || count > 8)
    throw new UsageError(`--planes must be a whole number from 2 to 8; it is "${planes}".`)
  return { finer: { tensors: finer === 'all' ? 'all' : finer.split(','), planes: count } }
}

const readSamples = async (
  files: readonly string[],
  inputs: readonly { readonly name: string; readonly shape: readonly number[] }[],
): Promise<Sample[]> => {
  if (files.length === 0) return []
  if (files.length !== inputs.length)
    throw new UsageError(
      `${files.length} calibration files were given; the model has ${inputs.length} inputs (${inputs.map((input) => input.name).join(', ')}). Give one file for each, in this order.`,
    )
  const columns: Float32Array[][] = []
  for (const [i, input] of inputs.entries()) {
    const file = files[i] ?? ''
    const numbers = await readNumbers(file, 'the calibration file')
    columns.push(splitSamples(numbers, input, file))
  }
  const [first = []] = columns
  const other = columns.findIndex((column) => column.length !== first.length)
  if (other >= 0)
    throw new UsageError(
      `${files[0]} holds ${first.length} samples and ${files[other]} ${columns[other]?.length}. Give as many for each input.`,
    )
  return first.map((_, at) => columns.flatMap((column) => column[at] ?? []))
}

/** What a model is called: as the options say, or as its file. */
export const nameOf = (file: string, { name }: Pick<CompileOptions, 'name'>): string =>
  name ?? path.basename(file, path.extname(file))

/** Compiles an ONNX file as the options say, and writes down how: what was compiled, with its recipe. */
export const compileOnnx = async (file: string, options: CompileOptions): Promise<ModelFolder> => {
  const onnx = await readFileAs(file, 'the ONNX model')
  const name = nameOf(file, options)
  const chunks = {
    constantChunkLog2: chunkLog2(options.constantChunk, '--constant-chunk'),
    activationChunkLog2: chunkLog2(options.activationChunk, '--activation-chunk'),
  }
  const inputShapes = inputShapesOf(options.inputShape)
  const inputs = readOnnxInputs(onnx, { inputShapes })
  const samples = await readSamples(options.calibration, inputs)
  const chosen: ImportOptions = {
    ...{ name, inputShapes, ...chunks, calibration: samples },
    ...{ ranges: rangesOf(options.ranges), biasCorrection: options.biasCorrection },
    ...{ equalise: options.equalise, fuse: options.fuse, ...finerOf(options) },
    ...(options.output === undefined ? {} : { output: options.output }),
  }
  const result = await progress(
    `compiling ${name}`,
    (tell) => importOnnx(onnx, { ...chosen, onProgress: tellProgress(tell) }),
    ({ model }) => `${model.program.nodes.length} nodes`,
  )
  // with the scales that calibration found the samples are needed no more, except for what the biases are corrected by
  const kept = options.biasCorrection && samples.length > 0
  const recipe: Recipe = {
    ...{ format: 'assay.recipe.v1', compiler: compilerName, ...chunks, inputShapes, scales: result.scales },
    ...(options.output === undefined ? {} : { output: options.output }),
    ...(options.fuse ? {} : { fuse: false }),
    ...(result.channels && { channels: result.channels }),
    ...(result.finer && { finer: result.finer }),
    ...(kept
      ? {
          biasCorrection: true,
          calibration: {
            samples: samples.length,
            elements: inputs.map(({ shape }) => shape.reduce((a, b) => a * b, 1)),
          },
        }
      : {}),
  }
  return { ...result, name, onnx, recipe, ...(kept ? { calibration: calibrationFile.pack(samples) } : {}) }
}
