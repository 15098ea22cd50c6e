import type { GraphNode } from '../graph.ts'
import { quantParameters } from '../quantParameters.ts'
import { RefusedNode } from '../refusedNode.ts'
import { sameQuant, type Translation } from '../translation.ts'
import { unaryFunctions } from '../unaryFunctions.ts'

/** com.microsoft.QLinearSigmoid and QLinearLeakyRelu. */
export function qlinearUnary(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  t.expect(input, quantParameters(t, node, 1))
  const apply = unaryFunctions[node.op.replace('com.microsoft.QLinear', '')]!(node)
  t.emit({ kind: 'unary', name: node.name, inputs: [input], output: node.outputs[0]!, apply }, t.shape(input))
  t.setQuant(node.outputs[0]!, quantParameters(t, node, 3))
}

/** ONNX QuantizeLinear: says the scale of the tensor before it, or changes a scale that is already known. */
export function quantizeLinear(t: Translation, node: GraphNode): void {
  const value = t.value(node.inputs[0])
  const output = node.outputs[0]!
  if (value.dropped) {
    t.set(output, value)
    return
  }
  const quant = quantParameters(t, node, 1)
  const tensor = t.tensor(node.inputs[0])
  const known = t.quantOf(tensor)
  if (known === undefined) t.setQuant(tensor, quant)
  if (known === undefined || sameQuant(known, quant)) {
    t.set(output, { tensor })
    return
  }
  t.emit({ kind: 'unary', name: node.name, inputs: [tensor], output, apply: (x) => x }, t.shape(tensor))
  t.setQuant(output, quant)
}

/** ONNX DequantizeLinear: of constants, remembered with their scales; of an activation, nothing. */
export function dequantizeLinear(t: Translation, node: GraphNode): void {
  const output = node.outputs[0]!
  const constant = t.constant(node.inputs[0])
  if (constant !== undefined) {
    const scales = Float32Array.from(t.need(node, 1, 'scale').values)
    const zeros = Array.from(t.constant(node.inputs[2])?.values ?? [0])
    const axis = Number(node.attributes.get('axis') ?? 1)
    if (Number(node.attributes.get('block_size') ?? 0) > 0)
      throw new RefusedNode('blocked quantisation', 'quantise per tensor or per channel')
    t.quantised.set(output, { constant, scales, zeros, axis: axis < 0 ? axis + constant.shape.length : axis })
    return
  }
  const value = t.value(node.inputs[0])
  if (value.dropped) {
    t.set(output, value)
    return
  }
  const tensor = t.tensor(node.inputs[0])
  t.expect(tensor, quantParameters(t, node, 1))
  t.compared.set(tensor, output)
  t.set(output, { tensor })
}

const FLOAT = 1
const INTEGERS = [6, 7]

/** ONNX Cast between types that stand for the same numbers here. */
export function cast(t: Translation, node: GraphNode): void {
  const value = t.value(node.inputs[0])
  const to = Number(node.attributes.get('to'))
  const declared = t.graph.inputs.find(({ name }) => name === value.tensor)?.dtype
  const quant = value.apply === undefined ? t.quantOf(value.tensor) : undefined
  const integer = quant?.dtype === 'i32'
  if (to === FLOAT && !integer) {
    // An image of bytes: they stand for themselves.
    if (value.apply === undefined && quant === undefined && (declared === 'u8' || declared === 'i8'))
      t.setQuant(value.tensor, { dtype: declared, scale: 1, zero: 0 })
  } else if (!(integer && INTEGERS.includes(to)))
    throw new RefusedNode(
      `casts to type ${to}, which is no view of the same bytes`,
      'only integers to int32 or int64, and bytes or float16 to float32, can be cast',
    )
  t.set(node.outputs[0]!, value)
}
