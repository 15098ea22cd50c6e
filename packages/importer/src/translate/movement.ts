import type { GraphNode } from '../graph.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Translation } from '../translation.ts'

/** ONNX Reshape, Flatten, Squeeze, Unsqueeze: another shape on the same elements. */
export function reshape(t: Translation, node: GraphNode): void {
  const value = t.value(node.inputs[0])
  const output = node.outputs[0]!
  if (value.dropped) {
    t.set(output, value)
    return
  }
  const input = t.tensor(node.inputs[0])
  t.emit({ kind: 'reshape', name: node.name, inputs: [input], output }, t.graph.shapes.get(output)!)
}

/** ONNX Transpose: followed on paper by pass 6, which refuses what would need bytes to move. */
export function transpose(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  const output = node.outputs[0]!
  const given = node.attributes.get('perm')
  const axes = Array.isArray(given) ? (given as number[]) : t.shape(input).map((_, axis, all) => all.length - 1 - axis)
  t.emit({ kind: 'transpose', name: node.name, inputs: [input], output, axes }, t.graph.shapes.get(output)!)
}

const PASSIVE = ['QuantizeLinear', 'DequantizeLinear', 'Flatten', 'Reshape', 'Squeeze']

/** ONNX Softmax and LogSoftmax, as the last thing the model does: the order of its outputs does not need them. */
export function softmax(t: Translation, node: GraphNode): void {
  const rank = (t.graph.shapes.get(node.inputs[0]!) ?? []).length
  const output = node.outputs[0]!
  const last = (name: string): boolean => {
    const readers = t.graph.nodes.filter(({ inputs }) => inputs.includes(name))
    return readers.every(({ op, outputs }) => PASSIVE.includes(op) && last(outputs[0]!))
  }
  if (!last(output))
    throw new RefusedNode('not the last operation; only a final softmax, which can be dropped, is supported')
  const axis = Number(node.attributes.get('axis') ?? (t.graph.opset < 13 ? 1 : -1))
  t.notes.push(
    `The final ${node.op} (node "${node.name}", axis ${axis < 0 ? axis + rank : axis}) is left out: outputs are its inputs, and the largest stays the largest.`,
  )
  t.set(output, { tensor: t.tensor(node.inputs[0]), dropped: true })
}
