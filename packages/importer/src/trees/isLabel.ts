import type { Graph } from '../graph.ts'

/** What exporters put between a classifier and the file's output. */
const PASSING = ['Identity', 'Cast', 'Reshape']

/** Whether a value is the label that a tree classifier gives beside its scores. */
export function isLabel({ nodes }: Pick<Graph, 'nodes'>, name: string): boolean {
  let value: string | undefined = name
  for (let hops = 0; hops <= nodes.length; hops++) {
    const maker = nodes.find(({ outputs }) => outputs.includes(value ?? ''))
    if (maker === undefined) return false
    if (maker.op === 'ai.onnx.ml.TreeEnsembleClassifier') return maker.outputs[0] === value
    if (!PASSING.includes(maker.op)) return false
    value = maker.inputs[0]
  }
  return false
}
