import type { QualityReport } from '@assay/importer'

/** How far a node's tensor is from the reference's: `snrDb` decibels, or not at all. */
export type NodeNoise = { readonly exact: true } | { readonly exact: false; readonly snrDb: number }

/**
 * Signal to noise of each node, by node index; undefined where no ONNX value is the node's tensor (inner steps of an operator) or nothing
 * was measured.
 */
export const noiseByNode = ({ nodes, tensors }: QualityReport): (NodeNoise | undefined)[] => {
  const found = new Array<NodeNoise | undefined>(nodes.length).fill(undefined)
  for (const tensor of tensors) {
    const at = indexOf(tensor) ?? nodes.findLastIndex(({ name }) => name === tensor.name)
    if (at < 0 || at >= nodes.length) continue
    if (tensor.exact) found[at] ??= { exact: true }
    else if (tensor.snrDb !== null) found[at] = { exact: false, snrDb: tensor.snrDb }
  }
  return found
}

/** Reports name the node since they know it; older ones are matched by name. */
const indexOf = (tensor: object): number | undefined =>
  'node' in tensor && typeof tensor.node === 'number' ? tensor.node : undefined
