import type { ModelIo, QualityReport } from '@assay/importer'
import type { ModelCommitment } from '@assay/proof'

/** A model from wherever it was found. */
export interface LoadedModel {
  /** Where: a file, a folder, or the registry. */
  readonly from: string
  readonly name: string
  readonly modelId: `0x${string}`
  readonly model: ModelCommitment
  readonly io: ModelIo
  /** What the elements of the first output stand for. */
  readonly labels?: readonly string[]
  /** Its author's words on how to make an input. */
  readonly preprocessing?: string
  /** A registered model's author may have published none. */
  readonly report?: QualityReport
}
