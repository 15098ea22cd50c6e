import type { Evaluation, Sample } from '@assay/importer'

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
  /** Shapes of inputs that the file leaves open. */
  readonly inputShapes?: Readonly<Record<string, readonly number[]>>
}
