import { OnnxError } from './errors.ts'
import type { Graph } from './graph.ts'
import { neededNodes } from './neededNodes.ts'
import { isLabel } from './trees/isLabel.ts'

/**
 * The graph with one output and only what it depends on: what the rest of a file holds need not be supported.
 * @param wanted the output to keep, where the file has several; the scores of a classifier whose other output is the label need no choice
 */
export function selectOutput(graph: Graph, wanted: string | undefined): Graph {
  const scores = graph.outputs.filter((name) => !isLabel(graph, name))
  const output = wanted ?? (scores.length === 1 ? scores[0]! : graph.outputs[0]!)
  if (wanted === undefined && graph.outputs.length > 1 && scores.length !== 1)
    throw new OnnxError(
      'file',
      `it has ${graph.outputs.length} outputs (${graph.outputs.slice(0, 16).join(', ')}); a program has one. Choose one with --output (in code: output).`,
    )
  if (!graph.outputs.includes(output))
    throw new OnnxError('file', `it has no output "${output}", only ${graph.outputs.slice(0, 16).join(', ')}.`)
  if (isLabel(graph, output))
    throw new OnnxError(
      'file',
      `its output "${output}" is a class's label, which a program does not hold. Take the scores (${scores.join(', ') || 'export them as well'}): the label is that of the largest, in the order that the report notes.`,
    )
  return { ...graph, outputs: [output], nodes: neededNodes(graph.nodes, [output]) }
}
