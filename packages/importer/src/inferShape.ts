import { broadcast } from './broadcast.ts'
import { count } from './count.ts'
import type { GraphNode } from './graph.ts'
import { limits } from './limits.ts'
import { misfit } from './shapes/misfit.ts'
import { movementShapes } from './shapes/movementShapes.ts'
import { productShapes } from './shapes/productShapes.ts'
import type { Known, Rule } from './shapes/Rule.ts'
import { reductionShapes } from './shapes/reductionShapes.ts'
import { treeShapes } from './shapes/treeShapes.ts'
import { unaryFunctions } from './unaryFunctions.ts'

export type { Known } from './shapes/Rule.ts'

const same: Rule = (_, known) => known.shape(0)

const elementwise =
  (...inputs: number[]): Rule =>
  (node, known) =>
    inputs
      .map((input) => known.shape(input))
      .reduce((a, b) => broadcast(a, b) ?? misfit(node, `the shapes [${a}] and [${b}] do not fit each other.`))

const ofAll: Rule = (node, known) => elementwise(...node.inputs.keys())(node, known)

/** Shape of the (first) output of every operator the importer translates. */
export const shapeRules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(Object.keys(unaryFunctions).map((op) => [op, same])),
  ...productShapes,
  ...reductionShapes,
  ...movementShapes,
  ...treeShapes,
  Add: elementwise(0, 1),
  Sub: elementwise(0, 1),
  Mul: elementwise(0, 1),
  Div: elementwise(0, 1),
  Pow: elementwise(0, 1),
  Min: ofAll,
  Max: ofAll,
  Sum: ofAll,
  Where: elementwise(0, 1, 2),
  PRelu: same,
  Cast: same,
  'com.microsoft.QLinearAdd': elementwise(0, 3),
  'com.microsoft.QLinearMul': elementwise(0, 3),
  'com.microsoft.QLinearSigmoid': same,
  'com.microsoft.QLinearLeakyRelu': same,
  'com.microsoft.QLinearSoftmax': same,
  BatchNormalization: same,
  LayerNormalization: same,
  Clip: same,
  Softmax: same,
  LogSoftmax: same,
  QuantizeLinear: same,
  DequantizeLinear: same,
}

/**
 * Shape of the node's first output.
 * @param least a size may be: 0 only in constants
 * @throws OnnxError where its inputs' shapes do not fit
 */
export function inferShape(node: GraphNode, known: Known, least = 1): readonly number[] {
  const rule = shapeRules[node.op] ?? misfit(node, 'has no shape rule.')
  const shape = rule(node, known)
  if (
    shape.length > limits.rank ||
    count(shape) > limits.tensorElements ||
    shape.some((size) => !Number.isInteger(size) || size < least)
  )
    misfit(
      node,
      `its output [${shape.slice(0, 16)}] is empty, or exceeds ${limits.tensorElements} elements or ${limits.rank} dimensions.`,
    )
  return shape
}
