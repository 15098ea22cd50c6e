import type { ModelCommitment } from '@assay/proof'
import { decodeTensor, type Manifest } from '@assay/sdk'
import { DemoFailed } from './errors.ts'

/** The label with the largest score. */
export const classOf = (manifest: Manifest, output: Uint8Array): string => {
  const meaning = manifest.outputs[0]
  if (meaning === undefined) throw new DemoFailed('the manifest describes no output')
  const scores = decodeTensor(output, meaning)
  const best = scores.indexOf(Math.max(...scores))
  return meaning.labels?.[best] ?? String(best)
}

/** "node 1 (conv2d [1, 14, 14, 24])" */
export const nodeName = (model: ModelCommitment, node: number): string => {
  const { op, shape } = model.program.nodes[node] ?? { op: 'padding', shape: [] }
  return `node ${node} (${op}, ${shape.join(' x ')})`
}
