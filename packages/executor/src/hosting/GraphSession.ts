import type { Tensor } from 'onnxruntime-node'

/** What a run gives, by name; the memory was allocated for that run alone. */
export type Outputs = Readonly<Record<string, { readonly data: unknown }>>

/** A loaded graph, on this thread or another. */
export interface GraphSession {
  readonly outputNames: readonly string[]
  run(feeds: Readonly<Record<string, Tensor>>, wanted: readonly string[]): Promise<Outputs>
  release(): Promise<void>
  /** Whether its thread is gone. */
  readonly ended?: boolean
}
