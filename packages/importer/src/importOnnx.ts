import type { Model } from '@assay/program'
import { read } from './1-read.ts'
import { fold } from './2-fold.ts'
import { fuse } from './3-fuse.ts'
import { calibrate } from './4-calibrate.ts'
import { quantise } from './5-quantise.ts'
import { layout } from './6-layout.ts'
import { budget, type ChunkSizes } from './7-budget.ts'
import type { RangeMethod } from './calibrate/measureRanges.ts'
import type { Sample } from './calibrate/Sample.ts'
import { equaliseChannels } from './equalise/equaliseChannels.ts'
import { type Finer, splitTensors } from './finer/splitTensors.ts'
import { fuseLayers } from './fuseLayers.ts'
import type { Network, Quant } from './layer.ts'
import { type ModelIo, tensorIo } from './modelIo.ts'
import { type Evaluation, type QualityReport, qualityReport } from './qualityReport.ts'
import { randomSamples } from './randomSamples.ts'
import { selectOutput } from './selectOutput.ts'

export interface ImportOptions extends ChunkSizes {
  readonly name?: string
  /** Typical inputs, about 100; needed where the file gives no scales. */
  readonly calibration?: readonly Sample[]
  readonly ranges?: RangeMethod
  /**
   * Whether the mean error that rounding the weights makes is taken off the biases. Off unless told: on the digit model it
   * lowers the mean error of the output by 12 % (34.8 to 36.1 dB) and leaves the accuracy as it is (99.04 and 99.03 %), but
   * `scales` alone do not give the same program again.
   */
  readonly biasCorrection?: boolean
  /**
   * Whether channels that share a tensor's scale are first brought to a common size, where the weights beside it can take that back
   * (equaliseChannels): finer steps for the small ones at no cost to the program. Off unless told.
   */
  readonly equalise?: boolean
  /** Factors that an earlier import with `equalise` found: they are taken, and no samples are needed for them. */
  readonly channels?: Readonly<Record<string, readonly number[]>>
  /** Tensors to hold at finer scale, in several bytes an element (splitTensors): dearer where the report says that it pays. */
  readonly finer?: Finer
  /** Scales that an earlier import of this file found: they are taken, and calibration needs no samples. */
  readonly scales?: Readonly<Record<string, Quant>>
  /** What the report measures on: the calibration samples unless told, or random inputs if there are none. */
  readonly evaluation?: Evaluation
  /** Shapes of inputs that the file leaves open. */
  readonly inputShapes?: Readonly<Record<string, readonly number[]>>
  /** Which output to keep, of several. */
  readonly output?: string
  /** Whether neighbouring layers become one node where the op table has it; true unless told. */
  readonly fuse?: boolean
  /** Called once for each sample run. */
  readonly onProgress?: (event: ImportProgress) => void
}

export interface ImportProgress {
  readonly stage: 'calibrate' | 'evaluate'
  readonly done: number
  readonly total: number
}

export interface ImportResult {
  readonly model: Model
  readonly io: ModelIo
  readonly report: QualityReport
  /** The scale of every tensor that calibration gave one, for ImportOptions.scales. */
  readonly scales: Readonly<Record<string, Quant>>
  /** With `equalise`: exponents of the factors, quarter powers of two, of each convolution's output, for ImportOptions.channels. */
  readonly channels?: Readonly<Record<string, readonly number[]>>
  /** With `finer`: the tensors that were split. */
  readonly finer?: { readonly tensors: readonly string[]; readonly planes: number }
}

/**
 * ONNX to a program: float32 models are quantised with the calibration samples, int8 ones (QOperator, QDQ) keep their
 * weights, scales and zero points bit for bit.
 * @throws OnnxError, DynamicShapeError, WeightError, UnsupportedError, CalibrationError, OverflowError, BudgetError
 */
export async function importOnnx(onnx: Uint8Array, options: ImportOptions = {}): Promise<ImportResult> {
  const { onProgress, constantChunkLog2 = 10, activationChunkLog2 = 12 } = options
  const chunks = { constantChunkLog2, activationChunkLog2 }
  const plain = fuse(fold(selectOutput(read(onnx, options), options.output)))
  const { network: equalised, channels } =
    options.equalise || options.channels
      ? await equaliseChannels(plain, onnx, options.calibration ?? [], options.channels)
      : { network: plain, channels: undefined }
  const whole = await calibrate(equalised, onnx, {
    ...options,
    onProgress: (done, total) => onProgress?.({ stage: 'calibrate', done, total }),
  })
  const split = options.finer && splitTensors(equalised, whole, options.finer)
  const { network, calibrated } = split ?? { network: equalised, calibrated: whole }
  const apart = layout(network, quantise(network, calibrated), calibrated.quants, chunks)
  const laid = options.fuse === false ? apart : fuseLayers(apart, chunks)
  const model = budget(laid, chunks)
  const io = {
    inputs: network.inputs.map(({ name, shape, dtype }) =>
      tensorIo(name, shape, dtype !== 'f32', laid.places.get(name)!),
    ),
    outputs: [outputIo(network, laid.places.get(network.output)!)],
  }
  const evaluation = options.evaluation ?? defaultEvaluation(options.calibration, io)
  const imported = { onnx, network, laid, model, io }
  const report = await qualityReport(imported, evaluation, (done, total) =>
    onProgress?.({ stage: 'evaluate', done, total }),
  )
  return {
    model,
    io,
    report: { ...report, model: options.name ?? report.model },
    scales: foundScales(equalised, whole.quants),
    ...(channels && { channels }),
    ...(split && { finer: { tensors: split.tensors, planes: options.finer?.planes ?? 2 } }),
  }
}

const outputIo = (network: Network, place: Parameters<typeof tensorIo>[3]) =>
  tensorIo(network.outputName, network.shapes.get(network.output)!, place.quant.dtype === 'i32', place)

const foundScales = (network: Network, quants: ReadonlyMap<string, Quant>): Record<string, Quant> =>
  Object.fromEntries([...quants].filter(([name]) => !network.quants.has(name) && !network.constants.has(name)))

const defaultEvaluation = (calibration: readonly Sample[] | undefined, io: ModelIo): Evaluation =>
  calibration !== undefined && calibration.length > 0
    ? { set: 'the calibration samples', samples: calibration }
    : { set: '16 random inputs (seed 1)', samples: randomSamples(io, 16) }
