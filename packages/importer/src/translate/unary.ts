import type { GraphNode } from '../graph.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Translation } from '../translation.ts'
import { unaryFunctions } from '../unaryFunctions.ts'
import { clampOrPend, pend } from './pend.ts'

/** Any operator of one tensor and numbers. */
export function unary(t: Translation, node: GraphNode): void {
  if (node.op === 'Relu') clampOrPend(t, node, node.inputs[0], { low: 0, high: Number.POSITIVE_INFINITY })
  else pend(t, node, node.inputs[0], unaryFunctions[node.op]!(node))
}

/** ONNX Clip: bounds are attributes up to opset 10, inputs after. */
export function clip(t: Translation, node: GraphNode): void {
  const bound = (index: number, name: string, otherwise: number) =>
    (node.inputs[index] ?? '') === '' ? Number(node.attributes.get(name) ?? otherwise) : t.scalar(node, index, name)
  clampOrPend(t, node, node.inputs[0], {
    low: bound(1, 'min', Number.NEGATIVE_INFINITY),
    high: bound(2, 'max', Number.POSITIVE_INFINITY),
  })
}

/** ONNX Min and Max with numbers: a clamp of the one tensor among their inputs. */
export function extreme(t: Translation, node: GraphNode): void {
  const numbers = node.inputs.flatMap((name) => t.real(name)?.values ?? [])
  const tensors = [...new Set(node.inputs.filter((name) => t.real(name) === undefined))]
  const scalars = node.inputs.every((name) => (t.real(name)?.values.length ?? 1) === 1)
  if (tensors.length !== 1 || !scalars)
    throw new RefusedNode(
      'of two tensors; only with numbers is it supported',
      `write ${node.op}(a, b) with Relu: b + Relu(a - b) is the larger`,
    )
  const bounds = numbers.map((values) => Number(values))
  const [low, high] = node.op === 'Max' ? [Math.max(...bounds), Infinity] : [-Infinity, Math.min(...bounds)]
  clampOrPend(t, node, tensors[0], { low, high })
}

/** ONNX PRelu with one slope. */
export function prelu(t: Translation, node: GraphNode): void {
  const slope = t.scalar(node, 1, 'slope')
  pend(t, node, node.inputs[0], (x) => (x < 0 ? slope * x : x))
}

/** ONNX Pow with a number on either side. */
export function pow(t: Translation, node: GraphNode): void {
  const [base, exponent] = [t.real(node.inputs[0]), t.real(node.inputs[1])]
  if ((base ?? exponent)?.values.length !== 1)
    throw new RefusedNode('its exponent must be one constant number', 'use a constant exponent')
  if (base !== undefined) pend(t, node, node.inputs[1], (x) => base.values[0]! ** x)
  else pend(t, node, node.inputs[0], (x) => x ** exponent!.values[0]!)
}
