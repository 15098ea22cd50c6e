import type { Dtype } from '@assay/program'

/** How a tensor of the ONNX model is held: real = (element - zero) * scale. */
export interface TensorScale {
  readonly dtype: Dtype
  readonly scale: number
  readonly zero: number
}

/** What compiling took besides the ONNX file, so that anybody can compile it again and get the same modelId. */
export interface Recipe {
  readonly format: 'assay.recipe.v1'
  /** What compiled it: a name and a version. */
  readonly compiler: string
  readonly constantChunkLog2: number
  readonly activationChunkLog2: number
  /** Shapes of inputs that the file leaves open. */
  readonly inputShapes: Readonly<Record<string, readonly number[]>>
  /** Which output was kept, of several. */
  readonly output?: string
  /** Scales that calibration found, by ONNX tensor: with them no samples are needed. */
  readonly scales?: Readonly<Record<string, TensorScale>>
  /** Whether neighbouring layers became one node; they did unless told. */
  readonly fuse?: boolean
  /** Factors by which channels were brought to a common size: exponents of 2^(1/4), by ONNX tensor. */
  readonly channels?: Readonly<Record<string, readonly number[]>>
  /** ONNX tensors that are held in several bytes an element. */
  readonly finer?: { readonly tensors: readonly string[]; readonly planes: number }
  /** Whether the mean error of rounding weights was taken off the biases; that takes the samples. */
  readonly biasCorrection?: boolean
  /** The manifest's calibration file holds these samples. */
  readonly calibration?: {
    readonly samples: number
    /** Elements of each input, in the model's order. */
    readonly elements: readonly number[]
  }
}
