import type { GraphNode } from '../graph.ts'
import { quantParameters } from '../quantParameters.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Translation } from '../translation.ts'
import { wrapAxis } from '../wrapAxis.ts'

const PASSIVE = ['QuantizeLinear', 'DequantizeLinear', 'Flatten', 'Reshape', 'Squeeze']

/**
 * ONNX Softmax. As the last thing the model does, it and LogSoftmax are left out: the order of the outputs does not need
 * them, and logits are finer in eight bits than probabilities.
 */
export function softmax(t: Translation, node: GraphNode): void {
  const input = node.inputs[0]
  const shape = t.graph.shapes.get(input!) ?? t.shapes.get(input!) ?? []
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? -1), shape.length)
  const output = node.outputs[0]!
  const seen = new Set<string>()
  const last = (name: string): boolean => {
    if (seen.has(name)) return true
    seen.add(name)
    const readers = t.graph.nodes.filter(({ inputs }) => inputs.includes(name))
    return readers.every(({ op, outputs }) => PASSIVE.includes(op) && last(outputs[0]!))
  }
  if (last(output)) {
    t.notes.push(
      `The final ${node.op} (node "${node.name}", axis ${axis}) is left out: outputs are its inputs, and the largest stays the largest.`,
    )
    t.set(output, { tensor: t.tensor(input), dropped: true })
    return
  }
  if (node.op === 'LogSoftmax')
    throw new RefusedNode('not the last operation', 'only a final LogSoftmax, which is left out, is supported')
  emitSoftmax(t, node, t.tensor(input), axis)
}

/** com.microsoft.QLinearSoftmax. */
export function qlinearSoftmax(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  t.expect(input, quantParameters(t, node, 1))
  const shape = t.shape(input)
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? -1), shape.length)
  if (Number(node.attributes.get('opset') ?? 13) < 13 && axis !== shape.length - 1)
    throw new RefusedNode('opset < 13 over several axes', 'export the model with opset 13 or later')
  emitSoftmax(t, node, input, axis)
  t.setQuant(node.outputs[0]!, quantParameters(t, node, 3))
}

function emitSoftmax(t: Translation, node: GraphNode, input: string, axis: number): void {
  t.emit({ kind: 'softmax', name: node.name, inputs: [input], output: node.outputs[0]!, axis }, t.shape(input))
}
