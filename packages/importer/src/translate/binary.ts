import { broadcast } from '../broadcast.ts'
import { count } from '../count.ts'
import type { Constant, GraphNode } from '../graph.ts'
import type { BinaryLayer, ConvLayer, MatmulLayer } from '../layer.ts'
import { quantParameters } from '../quantParameters.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Translation } from '../translation.ts'
import { windowOf } from '../windowOf.ts'
import { pend, shallow } from './pend.ts'

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
}

/** ONNX Add, Sub, Mul and Div: of a tensor and a number or constant, or of two tensors. */
export function binary(t: Translation, node: GraphNode): void {
  const [left, right] = [t.real(node.inputs[0]), t.real(node.inputs[1])]
  const apply = OPERATIONS[node.op]!
  if (left === undefined && right === undefined) {
    ofTwo(t, node, apply)
    return
  }
  if (left !== undefined && right !== undefined) throw new RefusedNode('of two constants', 'fold it before exporting')
  const constant = (left ?? right)!
  const input = node.inputs[left === undefined ? 0 : 1]
  const shape = t.graph.shapes.get(input!) ?? t.shape(t.value(input).tensor)
  const wider = count(broadcast(shape, constant.shape) ?? []) !== count(shape)
  const of = (value: number) => (left === undefined ? (x: number) => apply(x, value) : (x: number) => apply(value, x))
  if (constant.values.length === 1 && !wider) {
    if (absorbs(t, node, input, constant, shape, of)) return
    pend(t, node, input, of(constant.values[0]!))
    return
  }
  if (!wider && absorbs(t, node, input, constant, shape, of)) return
  const channels = wider || (node.op === 'Div' && left !== undefined) ? undefined : channelValues(constant, shape, 1)
  if (channels !== undefined && (shape.length === 3 || shape.length === 4)) {
    channelwise(
      t,
      node,
      input,
      channels.map((value) => of(value)(1) - of(value)(0)),
      channels.map((value) => of(value)(0)),
    )
    return
  }
  emitBinary(t, node, node.inputs[0]!, node.inputs[1]!)
}

/** ONNX Sum of one or two. */
export function sum(t: Translation, node: GraphNode): void {
  if (node.inputs.length > 2)
    throw new RefusedNode(
      `of ${node.inputs.length} tensors`,
      'write it as a chain of Add, whose sums can be calibrated',
    )
  if (node.inputs.length === 1) t.set(node.outputs[0]!, t.value(node.inputs[0]))
  else binary(t, { ...node, op: 'Add' })
}

/** Whether weights before it take the constant, one value per output channel. */
function absorbs(
  t: Translation,
  node: GraphNode,
  input: string | undefined,
  constant: Constant,
  shape: readonly number[],
  of: (value: number) => (x: number) => number,
): boolean {
  // f(0) and f(1) - f(0) describe every one of the four but a constant divided by x.
  if (node.op === 'Div' && of(1)(2) === 0.5) return false
  const absorber = t.absorber(input)
  const channels = absorber && channelValues(constant, shape, absorber.kind === 'matmul' ? shape.length - 1 : 1)
  if (channels === undefined) return false
  const slopes = channels.map((value) => of(value)(1) - of(value)(0))
  const offsets = channels.map((value) => of(value)(0))
  if (!absorb(absorber!, slopes, offsets)) return false
  t.rename(absorber!, node.outputs[0]!)
  return true
}

/** The constant as one value per position on an axis, or undefined if it is not. */
function channelValues(constant: Constant, shape: readonly number[], axis: number): number[] | undefined {
  const channels = shape[axis] ?? 1
  if (constant.values.length === 1) return new Array<number>(channels).fill(constant.values[0]!)
  const aligned = constant.shape.map((size, i) => ({ size, at: i + shape.length - constant.shape.length }))
  const only = aligned.every(({ size, at }) => size === 1 || (at === axis && size === channels))
  return only ? Array.from(constant.values) : undefined
}

/** Folds y = slope x + offset per output channel into weights and bias; false where integers do not allow it. */
export function absorb(layer: ConvLayer | MatmulLayer, slopes: readonly number[], offsets: readonly number[]): boolean {
  const { weights, bias } = layer
  const outputs = weights.shape[0]
  if (slopes.length !== outputs) return false
  if (weights.kind === 'int' && slopes.some((slope) => slope !== 1)) return false
  if (bias?.kind === 'int') return false
  const perOutput = weights.values.length / outputs
  if (weights.kind === 'float')
    layer.weights = {
      ...weights,
      values: weights.values.map((value, index) => value * slopes[Math.floor(index / perOutput)]!),
    }
  layer.bias = {
    kind: 'float',
    values: Float64Array.from({ length: outputs }, (_, o) => (bias?.values[o] ?? 0) * slopes[o]! + offsets[o]!),
  }
  return true
}

/** Nothing to fold into: a convolution of one tap per channel does it. */
export function channelwise(
  t: Translation,
  node: GraphNode,
  name: string | undefined,
  slopes: readonly number[],
  offsets: readonly number[],
): void {
  const input = t.tensor(name)
  const shape = t.shape(input)
  const spatial = shape.slice(2)
  if (spatial.length !== 1 && spatial.length !== 2)
    throw new RefusedNode(`one constant per channel of a tensor of shape [${shape}]; images have 3 or 4 dimensions`)
  const pointwise = { ...node, attributes: new Map([['kernel_shape', spatial.map(() => 1)]]) }
  t.emit(
    {
      kind: 'conv',
      name: node.name,
      inputs: [input],
      output: node.outputs[0]!,
      window: windowOf(pointwise, spatial),
      groups: slopes.length,
      weights: { kind: 'float', shape: [slopes.length, 1, 1, 1], values: Float32Array.from(slopes) },
      bias: { kind: 'float', values: Float64Array.from(offsets) },
      clamp: undefined,
    },
    shape,
  )
}

function ofTwo(t: Translation, node: GraphNode, apply: (a: number, b: number) => number): void {
  const [a, b] = [shallow(t, node.inputs[0]), shallow(t, node.inputs[1])]
  const same = (x: number) => x
  if (a.tensor === b.tensor) {
    const [f, g] = [a.apply ?? same, b.apply ?? same]
    const depth = Math.max(a.depth ?? 0, b.depth ?? 0) + 1
    t.set(node.outputs[0]!, { tensor: a.tensor, apply: remembered((x) => apply(f(x), g(x))), depth })
    return
  }
  emitBinary(t, node, node.inputs[0]!, node.inputs[1]!)
}

/** A function that computes each value once: where two functions of one value meet again and again, the work would double. */
function remembered(apply: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>()
  return (x) => {
    const found = known.get(x)
    if (found !== undefined) return found
    const value = apply(x)
    known.set(x, value)
    return value
  }
}

/** com.microsoft.QLinearAdd and QLinearMul. */
export function qlinearBinary(t: Translation, node: GraphNode): void {
  const quantised = (input: number): string => {
    const name = node.inputs[input]!
    const constant = t.constant(name)
    const quant = quantParameters(t, node, input + 1)
    if (constant !== undefined)
      t.quantised.set(name, { constant, scales: Float32Array.of(quant.scale), zeros: [quant.zero], axis: 0 })
    const tensor = t.operand(name)
    t.expect(tensor, quant)
    return name
  }
  emitBinary(t, node, quantised(0), quantised(3))
  t.setQuant(node.outputs[0]!, quantParameters(t, node, 6))
}

/** A table of one divided by a tensor, or by a function of it, of which the file has no value. */
function emitInverse(t: Translation, node: GraphNode, divisor: string, output: string): void {
  const { tensor, apply } = shallow(t, divisor)
  if (t.quantOf(tensor) !== undefined)
    throw new RefusedNode(
      'divides by a quantised tensor, which would round more often than the file does',
      'leave the division out of the quantisation, or import the float model',
    )
  t.emit(
    {
      kind: 'unary',
      name: node.name,
      inputs: [tensor],
      output,
      apply: apply === undefined ? (x) => 1 / x : (x) => 1 / apply(x),
      isInverse: true,
    },
    t.shape(tensor),
  )
  t.derive(output, divisor, (values) => values.map((value) => 1 / value))
}

function emitBinary(t: Translation, node: GraphNode, left: string, right: string): void {
  const op = node.op.replace('com.microsoft.QLinear', '').toLowerCase()
  if (op === 'div') {
    const divisor = t.real(right)
    const inverse = `${node.outputs[0]}#inverse`
    if (divisor === undefined) {
      emitInverse(t, node, right, inverse)
      emitBinary(t, { ...node, op: 'Mul' }, left, inverse)
      return
    }
    t.quantised.set(inverse, {
      constant: { ...divisor, dtype: 'f32', values: Float32Array.from(divisor.values, (value) => 1 / value) },
      scales: Float32Array.of(1),
      zeros: [0],
      axis: 0,
    })
    emitBinary(t, { ...node, op: 'Mul' }, left, inverse)
    return
  }
  const inputs = [t.operand(left), t.operand(right)]
  const shape = inputs.map((name) => t.shape(name)).reduce((a, b) => broadcast(a, b)!)
  t.emit(
    {
      kind: 'binary',
      op: op as BinaryLayer['op'],
      name: node.name,
      inputs,
      output: node.outputs[0]!,
      clamp: undefined,
    },
    shape,
  )
}
