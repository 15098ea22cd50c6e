import { OnnxError } from './errors.ts'
import type { Graph } from './graph.ts'
import { neededNodes } from './neededNodes.ts'

/**
 * The graph with one output and only what it depends on: what the rest of a file holds need not be supported.
 * @param wanted the output to keep, where the file has several
 */
export function selectOutput(graph: Graph, wanted: string | undefined): Graph {
  const output = wanted ?? graph.outputs[0]!
  if (wanted === undefined && graph.outputs.length > 1)
    throw new OnnxError(
      'file',
      `it has ${graph.outputs.length} outputs (${graph.outputs.slice(0, 16).join(', ')}); a program has one. Choose one with --output (in code: output).`,
    )
  if (!graph.outputs.includes(output))
    throw new OnnxError('file', `it has no output "${output}", only ${graph.outputs.slice(0, 16).join(', ')}.`)
  return { ...graph, outputs: [output], nodes: neededNodes(graph.nodes, [output]) }
}
