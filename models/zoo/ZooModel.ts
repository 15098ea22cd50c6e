import type { Evaluation, ImportOptions, Sample } from '@assay/importer'

/** A network that the engine is measured with. */
export interface ZooModel {
  /** As `npm run zoo <name>` takes it. */
  readonly name: string
  readonly title: string
  /** Where it comes from, and its licence. */
  readonly source: string
  /** Seeded weights say something about speed and cost, nothing about quality. */
  readonly weights: 'third party' | 'trained here' | 'seeded'
  load(): Promise<ZooNetwork>
}

export interface ZooNetwork {
  /** float32 ONNX */
  readonly onnx: Uint8Array
  readonly calibration: readonly Sample[]
  readonly evaluation: Evaluation
  /** How it is imported, where the defaults are not the best. */
  readonly options?: Pick<ImportOptions, 'inputShapes' | 'ranges' | 'biasCorrection' | 'equalise' | 'finer'>
}
