/** Decision trees as ONNX-ML states them, in the form in which integers compute them. */
export interface Ensemble {
  readonly features: number
  /** Different comparisons, shared by all trees. */
  readonly comparisons: readonly Comparison[]
  readonly trees: readonly Tree[]
  /** One for each column of scores, with what trees of a single leaf add. */
  readonly base: readonly number[]
  /** What is done to the scores, column by column or over a row. */
  readonly transform: 'none' | 'logistic' | 'softmax'
  /** Names of the columns, where the file gives them. */
  readonly labels: readonly string[] | undefined
}

/** Whether a feature lies strictly above a threshold, or strictly below it. */
export interface Comparison {
  readonly feature: number
  readonly side: 'above' | 'below'
  /** A binary32 value. */
  readonly threshold: number
}

export interface Tree {
  /** Those comparisons of the ensemble that it makes. */
  readonly comparisons: readonly number[]
  readonly leaves: readonly Leaf[]
}

/** Reached where all of `holds` are true (one of each group) and none of `fails` is. Positions in its tree's comparisons. */
export interface Leaf {
  readonly holds: readonly (readonly number[])[]
  readonly fails: readonly number[]
  /** Added to the columns. */
  readonly values: ReadonlyMap<number, number>
}
