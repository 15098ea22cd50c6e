import type { Model } from '@assay/program'
import { read } from './1-read.ts'
import { fold } from './2-fold.ts'
import { fuse } from './3-fuse.ts'
import { calibrate, type RangeMethod, type Sample } from './4-calibrate.ts'
import { quantise } from './5-quantise.ts'
import { layout } from './6-layout.ts'
import { budget, type ChunkSizes } from './7-budget.ts'
import { type ModelIo, tensorIo } from './modelIo.ts'
import { type Evaluation, type QualityReport, qualityReport } from './qualityReport.ts'
import { randomSamples } from './randomSamples.ts'

export interface ImportOptions extends ChunkSizes {
  readonly name?: string
  /** Typical inputs, about 100; needed where the file gives no scales. */
  readonly calibration?: readonly Sample[]
  readonly ranges?: RangeMethod
  /** What the report measures on: the calibration samples unless told, or random inputs if there are none. */
  readonly evaluation?: Evaluation
  /** Shapes of inputs that the file leaves open. */
  readonly inputShapes?: Readonly<Record<string, readonly number[]>>
  /** Which output to keep, of several. */
  readonly output?: string
}

export interface ImportResult {
  readonly model: Model
  readonly io: ModelIo
  readonly report: QualityReport
}

/**
 * ONNX to a program: float32 models are quantised with the calibration samples, int8 ones (QOperator, QDQ) keep their
 * weights, scales and zero points bit for bit.
 * @throws OnnxError, DynamicShapeError, WeightError, UnsupportedError, CalibrationError, OverflowError, BudgetError
 */
export async function importOnnx(onnx: Uint8Array, options: ImportOptions = {}): Promise<ImportResult> {
  const network = fuse(fold(read(onnx, options)), options.output)
  const quants = await calibrate(network, onnx, options.calibration ?? [], options.ranges)
  const laid = layout(network, quantise(network, quants), quants)
  const model = budget(laid, options)
  const io = {
    inputs: network.inputs.map(({ name, shape, dtype }) =>
      tensorIo(name, shape, dtype !== 'f32', laid.places.get(name)!),
    ),
    outputs: [
      tensorIo(network.outputName, network.shapes.get(network.output)!, false, laid.places.get(network.output)!),
    ],
  }
  const evaluation = options.evaluation ?? defaultEvaluation(options.calibration, io)
  const report = await qualityReport({ onnx, network, laid, model, io }, evaluation)
  return { model, io, report: { ...report, model: options.name ?? report.model } }
}

const defaultEvaluation = (calibration: readonly Sample[] | undefined, io: ModelIo): Evaluation =>
  calibration !== undefined && calibration.length > 0
    ? { set: 'the calibration samples', samples: calibration }
    : { set: '16 random inputs (seed 1)', samples: randomSamples(io, 16) }
