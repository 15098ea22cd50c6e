import type { FetchStep, TraceCommitment } from '../src/index.ts'

/** What a provider answers over its endpoint. */
export function serveStep(trace: TraceCommitment, step: FetchStep): Uint8Array {
  switch (step.kind) {
    case 'fetch-roots':
      return trace.nodesTree.leaves
    case 'fetch-leaves':
      return trace.nodeTrees[step.node]!.leaves
    case 'fetch-chunk':
      return trace.nodeTrees[step.node]!.chunk(step.chunk)
  }
}
