import { misfit } from './misfit.ts'
import type { Rule } from './Rule.ts'

const scores =
  (columns: (attributes: ReadonlyMap<string, unknown>) => number): Rule =>
  (node, known) => {
    const shape = known.shape(0)
    if (shape.length !== 2) misfit(node, `its input [${shape}] must be rows of features.`)
    return [shape[0]!, columns(node.attributes)]
  }

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0)

export const treeShapes: Readonly<Record<string, Rule>> = {
  'ai.onnx.ml.TreeEnsembleRegressor': scores((attributes) => Number(attributes.get('n_targets') ?? 1)),
  'ai.onnx.ml.TreeEnsembleClassifier': scores((attributes) =>
    Math.max(1, lengthOf(attributes.get('classlabels_int64s')), lengthOf(attributes.get('classlabels_strings'))),
  ),
}
