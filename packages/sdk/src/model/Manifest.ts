import type { Dtype } from '@assay/program'
import type { Digest } from '@assay/store'

/** Content of any length in a store. */
export interface StoredFile {
  /** Bytes in all. */
  readonly bytes: number
  /** Digests of its parts, in order. */
  readonly parts: readonly Digest[]
}

export type TensorOrder = 'row-major' | 'channels-last'

/** What the elements of an input or output mean: real = (element - zero) * scale. */
export interface TensorMeaning {
  readonly name: string
  /** As in the ONNX file: images are [N, C, H, W] there, [N, H, W, C] in the program. */
  readonly shape: readonly number[]
  /** Order of the program's bytes: that of `shape`, or with the channel axis (1) last. */
  readonly order: TensorOrder
  /** Whether the ONNX file itself speaks of bytes here; if not, of real numbers. */
  readonly integer: boolean
  readonly dtype: Dtype
  readonly scale: number
  readonly zero: number
  /** What each element of the last dimension stands for. */
  readonly labels?: readonly string[]
}

/** An account's description of a model; its sha256 is what `stateModel` states. */
export interface Manifest {
  readonly format: 'assay.manifest.v1'
  readonly name: string
  readonly description: string
  /** SPDX identifier, or words. */
  readonly licence: string
  /** The encoded program; the chain's log has it too. */
  readonly program: StoredFile
  readonly constants: readonly StoredFile[]
  readonly inputs: readonly TensorMeaning[]
  readonly outputs: readonly TensorMeaning[]
  /** How to make an input of what a person has: "divide pixels by 255". */
  readonly preprocessing?: string
  /** The ONNX file it was compiled from. */
  readonly onnx?: StoredFile
  /** The quality report, JSON. */
  readonly report?: StoredFile
  /** What compiling took besides the ONNX file (`Recipe`), JSON. */
  readonly recipe?: StoredFile
  /** The samples its scales were found with, if the recipe does not give these: gzip of binary32, little-endian, sample after sample, input after input. */
  readonly calibration?: StoredFile
}
