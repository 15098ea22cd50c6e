import type { QualityReport } from '@assay/importer'

/** How far a node's tensor is from the reference's: `snrDb` decibels, or not at all. */
export type NodeNoise = { readonly exact: true } | { readonly exact: false; readonly snrDb: number }

/**
 * Signal to noise of each node, by node index; undefined where no ONNX value is the node's tensor (inner steps of an operator) or nothing
 * was measured. Of several values with one tensor (views of it) the noisiest counts.
 */
export const noiseByNode = ({
  nodes,
  tensors,
}: Pick<QualityReport, 'nodes' | 'tensors'>): (NodeNoise | undefined)[] => {
  const found = new Array<NodeNoise | undefined>(nodes.length).fill(undefined)
  for (const { node, exact, snrDb } of tensors) {
    if (nodes[node] === undefined) continue
    const before = found[node]
    if (exact) found[node] ??= { exact }
    else if (snrDb !== null && (before === undefined || before.exact || snrDb < before.snrDb))
      found[node] = { exact: false, snrDb }
  }
  return found
}
