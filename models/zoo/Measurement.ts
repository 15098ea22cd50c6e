/** What `npm run zoo` found out about a network. JSON. */
export interface Measurement {
  readonly name: string
  readonly title: string
  readonly source: string
  readonly weights: string
  /** Of the ONNX file. */
  readonly onnxBytes: number
  readonly importSeconds: number
  readonly modelId: string
  readonly nodes: number
  readonly ops: readonly string[]
  /** Products of a weight or an activation with another in one inference. */
  readonly multiplications: number
  readonly constantBytes: number
  readonly traceBytes: number
  readonly quality: {
    readonly set: string
    readonly samples: number
    /** Share of samples whose largest output is the float network's. */
    readonly agreement: number | null
    /** Signal to noise of the output, decibels. */
    readonly outputSnrDb: number | null
    readonly accuracy: { readonly reference: number; readonly program: number } | null
    /** The tensor with the least signal to noise. */
    readonly worst: { readonly name: string; readonly snrDb: number } | null
  }
  readonly agreement: {
    /** Elements of ONNX Runtime's tensors compared with the interpreter's; all were equal. */
    readonly interpreter: number
    /** Elements that the EVM recomputed, equal to the interpreter's. */
    readonly evm: number
  }
  readonly convictions: {
    readonly tamperings: number
    readonly convicted: number
    /** Gas of the dearest of them, all in. */
    readonly worstGas: number
    readonly medianGas: number
  }
  /** What registration computed for the worst element: gas all in, and bytes of its proof. */
  readonly bound: { readonly gas: number; readonly bytes: number; readonly node: number; readonly op: string }
}
