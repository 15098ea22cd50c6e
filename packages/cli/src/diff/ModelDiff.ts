/** A field whose values differ; undefined where one side has none. */
export interface Change {
  readonly field: string
  readonly a: string | number | undefined
  readonly b: string | number | undefined
}

export interface ConstantDiff {
  /** The operand's name: "w", "bias". */
  readonly operand: string
  /** Its index among each model's constants. */
  readonly a: number
  readonly b: number
  readonly dtype: string
  readonly elements: number
  readonly differing: number
  /** The largest |difference| of an element, in its own units: steps of an integer, the real value of a multiplier. */
  readonly maxDifference: number
}

export interface NodeName {
  readonly index: number
  readonly op: string
  readonly name: string
  readonly tensor: string
}

export interface NodeDiff {
  readonly a: NodeName
  readonly b: NodeName
  readonly changes: readonly Change[]
  readonly constants: readonly ConstantDiff[]
}

export interface DiffSide {
  readonly from: string
  readonly name: string
  readonly modelId: string
  readonly nodes: number
  readonly constants: number
  readonly constantBytes: number
}

/** What tells two compiled models apart. */
export interface ModelDiff {
  /** Whether they are the same model: the same modelId. */
  readonly same: boolean
  readonly a: DiffSide
  readonly b: DiffSide
  /** Chunk sizes. */
  readonly program: readonly Change[]
  /** Meaning and type of inputs and outputs; part of a manifest, not of the modelId, except dtype and shape. */
  readonly io: readonly Change[]
  readonly onlyA: readonly NodeName[]
  readonly onlyB: readonly NodeName[]
  readonly changed: readonly NodeDiff[]
  readonly unchanged: number
  /** Over the constants of nodes that are in both. */
  readonly constants: { readonly compared: number; readonly differing: number }
  /** What the quality reports measured; empty unless both have one. */
  readonly quality: readonly Change[]
}
