import { OnnxError, UnsupportedError } from './errors.ts'
import type { FoldedGraph } from './graph.ts'
import type { Layer, Network } from './layer.ts'
import { recogniseLayerNorm } from './recogniseLayerNorm.ts'
import { RefusedNode } from './refusedNode.ts'
import { supportedOps } from './supportedOps.ts'
import { Translation } from './translation.ts'
import { translators } from './translators.ts'

/**
 * Pass 3: ONNX nodes to layers. Activations and constants that follow a product become part of it, functions of one
 * tensor become one table, quantise and dequantise pairs become the scales of tensors.
 * @throws UnsupportedError listing everything that cannot be expressed
 */
export function fuse(folded: FoldedGraph): Network {
  const graph = recogniseLayerNorm(folded)
  const outputName = graph.outputs[0]!
  const t = new Translation(graph)
  for (const node of graph.nodes) {
    try {
      translators[node.op]!(t, node)
    } catch (error) {
      if (!(error instanceof RefusedNode)) throw error
      t.refuse(node, error)
    }
  }
  const problems = [...graph.problems, ...t.problems]
  if (problems.length > 0) throw new UnsupportedError(problems, supportedOps())
  if (graph.constants.has(outputName))
    throw new OnnxError('file', `its output "${outputName}" does not depend on its inputs.`)

  const output = outputTensor(t, outputName)
  const layers = needed(t.layers, output)
  const read = new Set([output, ...layers.flatMap((layer) => layer.inputs)])
  const inputs = graph.inputs.filter(({ name }) => read.has(name))
  const unused = graph.inputs.filter((input) => !inputs.includes(input))
  for (const { name } of unused) t.notes.push(`Input "${name}" is not used by the output and left out.`)
  return {
    name: graph.name,
    layers,
    inputs,
    unused,
    output,
    outputName,
    compared: t.compared,
    shapes: t.shapes,
    quants: t.allQuants(),
    fixed: t.allFixed(),
    derived: t.derived,
    constants: t.constants,
    channelFactors: new Map(),
    planes: new Map(),
    notes: [...graph.notes, ...t.notes],
  }
}

function outputTensor(t: Translation, name: string): string {
  try {
    return t.tensor(name)
  } catch (cause) {
    throw new OnnxError('file', `its output "${name}" is not computed from its inputs.`, { cause })
  }
}

/** The layers that the output depends on, in order. */
function needed(layers: readonly Layer[], output: string): Layer[] {
  const wanted = new Set([output])
  const kept: Layer[] = []
  for (const layer of [...layers].reverse()) {
    if (!wanted.has(layer.output)) continue
    kept.unshift(layer)
    for (const input of layer.inputs) wanted.add(input)
  }
  return kept
}
