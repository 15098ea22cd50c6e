import { broadcast } from '../broadcast.ts'
import { count } from '../count.ts'
import type { Constant, GraphNode } from '../graph.ts'
import type { Clamp, ConvLayer, MatmulLayer } from '../layer.ts'
import { quantParameters } from '../quantParameters.ts'
import { RefusedNode } from '../refusedNode.ts'
import { sameQuant, type Translation } from '../translation.ts'
import { unaryFunctions } from '../unaryFunctions.ts'
import { windowOf } from '../windowOf.ts'

/** A function of one tensor stays pending until something needs its values, so that chains become one table. */
export function unary(t: Translation, node: GraphNode): void {
  if (node.op === 'Relu') {
    clamp(t, node, { low: 0, high: Number.POSITIVE_INFINITY })
    return
  }
  pend(t, node, node.inputs[0], unaryFunctions[node.op]!(node))
}

/** ONNX Clip: bounds are attributes up to opset 10, inputs after. */
export function clip(t: Translation, node: GraphNode): void {
  const bound = (index: number, name: string, otherwise: number) =>
    (node.inputs[index] ?? '') === '' ? Number(node.attributes.get(name) ?? otherwise) : t.scalar(node, index, name)
  clamp(t, node, {
    low: bound(1, 'min', Number.NEGATIVE_INFINITY),
    high: bound(2, 'max', Number.POSITIVE_INFINITY),
  })
}

/** A clamp after a layer that only it reads becomes that layer's own. */
function clamp(t: Translation, node: GraphNode, bounds: Clamp): void {
  const layer = t.sole(node.inputs[0])
  if (layer !== undefined && 'clamp' in layer && (layer.clamp?.low ?? bounds.low) <= bounds.high) {
    const low = Math.max(bounds.low, layer.clamp?.low ?? bounds.low)
    layer.clamp = { low, high: Math.max(low, Math.min(bounds.high, layer.clamp?.high ?? bounds.high)) }
    t.rename(layer, node.outputs[0]!)
    return
  }
  pend(t, node, node.inputs[0], (x) => Math.min(bounds.high, Math.max(bounds.low, x)))
}

function pend(t: Translation, node: GraphNode, name: string | undefined, apply: (x: number) => number): void {
  const { tensor, apply: before } = t.value(name)
  t.set(node.outputs[0]!, { tensor, apply: before === undefined ? apply : (x) => apply(before(x)) })
}

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
}

/** ONNX Add, Sub, Mul and Div, with a constant or of two activations. */
export function binary(t: Translation, node: GraphNode): void {
  const [left, right] = [t.constant(node.inputs[0]), t.constant(node.inputs[1])]
  const apply = OPERATIONS[node.op]!
  if (left === undefined && right === undefined) {
    ofTwo(t, node, apply)
    return
  }
  const constant = (left ?? right)!
  const input = node.inputs[left === undefined ? 0 : 1]
  const shape = t.graph.shapes.get(input!) ?? t.shape(t.value(input).tensor)
  if (count(broadcast(shape, constant.shape) ?? []) !== count(shape))
    throw new RefusedNode(`a constant of shape [${constant.shape}] would enlarge its input of shape [${shape}]`)
  const of = (value: number) => (left === undefined ? (x: number) => apply(x, value) : (x: number) => apply(value, x))
  // f(0) and f(1) - f(0) describe every one of the four but a constant divided by x.
  const straight = !(node.op === 'Div' && left !== undefined)
  const absorber = straight ? t.absorber(input) : undefined
  const channels = channelValues(constant, shape, absorber?.kind === 'matmul')
  if (channels !== undefined && straight) {
    const slopes = channels.map((value) => of(value)(1) - of(value)(0))
    const offsets = channels.map((value) => of(value)(0))
    if (absorber !== undefined && absorb(absorber, slopes, offsets)) {
      t.rename(absorber, node.outputs[0]!)
      return
    }
    if (constant.values.length > 1) {
      channelwise(t, node, input, slopes, offsets)
      return
    }
  }
  if (constant.values.length !== 1)
    throw new RefusedNode(`a constant of shape [${constant.shape}]; only one number, or one per channel, is supported`)
  pend(t, node, input, of(constant.values[0]!))
}

/** The constant as one value per channel (axis 1 of an image, the last axis otherwise), or undefined if it is not. */
function channelValues(constant: Constant, shape: readonly number[], last: boolean): number[] | undefined {
  const axis = last || shape.length < 3 ? shape.length - 1 : 1
  const channels = shape[axis] ?? 1
  if (constant.values.length === 1) return new Array<number>(channels).fill(constant.values[0]!)
  const aligned = constant.shape.map((size, i) => ({ size, at: i + shape.length - constant.shape.length }))
  const only = aligned.every(({ size, at }) => size === 1 || (at === axis && size === channels))
  return only ? Array.from(constant.values) : undefined
}

/** Folds y = slope x + offset per output channel into weights and bias; false where integers do not allow it. */
function absorb(layer: ConvLayer | MatmulLayer, slopes: readonly number[], offsets: readonly number[]): boolean {
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
function channelwise(
  t: Translation,
  node: GraphNode,
  name: string | undefined,
  slopes: number[],
  offsets: number[],
): void {
  const input = t.tensor(name)
  const shape = t.shape(input)
  if (shape.length !== 3 && shape.length !== 4)
    throw new RefusedNode(`one constant per column of a tensor of shape [${shape}] that no matmul before it can take`)
  const spatial = shape.slice(2)
  const ones = spatial.map(() => 1)
  const pointwise = { ...node, attributes: new Map([['kernel_shape', ones]]) }
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
  const [a, b] = [t.value(node.inputs[0]), t.value(node.inputs[1])]
  const same = (x: number) => x
  if (a.tensor === b.tensor) {
    const [f, g] = [a.apply ?? same, b.apply ?? same]
    t.set(node.outputs[0]!, { tensor: a.tensor, apply: (x) => apply(f(x), g(x)) })
    return
  }
  if (node.op !== 'Add') throw new RefusedNode('of two different tensors; only Add is supported')
  emitAdd(t, node, t.tensor(node.inputs[0]), t.tensor(node.inputs[1]))
}

/** com.microsoft.QLinearAdd. */
export function qlinearAdd(t: Translation, node: GraphNode): void {
  const [left, right] = [t.tensor(node.inputs[0]), t.tensor(node.inputs[3])]
  t.expect(left, quantParameters(t, node, 1))
  t.expect(right, quantParameters(t, node, 4))
  emitAdd(t, node, left, right)
  t.setQuant(node.outputs[0]!, quantParameters(t, node, 6))
}

function emitAdd(t: Translation, node: GraphNode, left: string, right: string): void {
  const [a, b] = [t.shape(left), t.shape(right)]
  if (a.length !== b.length || a.some((size, axis) => size !== b[axis]))
    throw new RefusedNode(`adds [${a}] and [${b}]; both must have the same shape`)
  t.emit({ kind: 'add', name: node.name, inputs: [left, right], output: node.outputs[0]!, clamp: undefined }, a)
}

/** ONNX BatchNormalization at inference: one slope and offset per channel. */
export function batchNormalization(t: Translation, node: GraphNode): void {
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map((index) => t.need(node, index, 'statistics').values)
  const epsilon = Number(node.attributes.get('epsilon') ?? 1e-5)
  const slopes = Array.from(scale!, (value, c) => value / Math.sqrt(variance![c]! + epsilon))
  const offsets = slopes.map((slope, c) => shift![c]! - mean![c]! * slope)
  const absorber = t.absorber(node.inputs[0])
  if (absorber !== undefined && absorb(absorber, slopes, offsets)) {
    t.rename(absorber, node.outputs[0]!)
    return
  }
  channelwise(t, node, node.inputs[0], slopes, offsets)
}

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

/** ONNX DequantizeLinear: of weights, remembered with their scales; of an activation, nothing. */
export function dequantizeLinear(t: Translation, node: GraphNode): void {
  const output = node.outputs[0]!
  const constant = t.constant(node.inputs[0])
  if (constant !== undefined) {
    const scales = Float32Array.from(t.need(node, 1, 'scale').values)
    const zeros = Array.from(t.constant(node.inputs[2])?.values ?? [0])
    const axis = Number(node.attributes.get('axis') ?? 1)
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
