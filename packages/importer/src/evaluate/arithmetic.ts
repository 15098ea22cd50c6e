import { roundHalfEven } from '@assay/program'
import { broadcast } from '../broadcast.ts'
import { broadcastIndices } from '../broadcastIndices.ts'
import { count } from '../count.ts'
import type { Constant, ElementType } from '../graph.ts'
import { limits } from '../limits.ts'
import { unaryFunctions } from '../unaryFunctions.ts'
import type { Evaluate } from './Evaluate.ts'
import { makeConstant } from './makeConstant.ts'

const CODES: Readonly<Record<number, ElementType>> = { 1: 'f32', 2: 'u8', 3: 'i8', 6: 'i32', 7: 'i64', 9: 'bool' }

const common = (inputs: readonly (Constant | undefined)[]): readonly number[] | undefined => {
  let shape: readonly number[] | undefined = []
  for (const input of inputs) shape = shape && broadcast(shape, input?.shape ?? [])
  return shape !== undefined && count(shape) <= limits.foldedElements ? shape : undefined
}

const elementwise =
  (apply: (...values: number[]) => number, typed: (inputs: readonly Constant[]) => ElementType): Evaluate =>
  (_, given) => {
    if (given.length === 0 || given.some((input) => input === undefined)) return undefined
    const inputs = given as readonly Constant[]
    const shape = common(inputs)
    if (shape === undefined) return undefined
    const read = inputs.map(({ shape: own }) => broadcastIndices(own, shape))
    return makeConstant(typed(inputs), shape, (i) =>
      apply(...inputs.map(({ values }, input) => values[read[input]![i]!] ?? 0)),
    )
  }

const sameType = ([first]: readonly Constant[]): ElementType => first!.dtype
const isBool = (): ElementType => 'bool'
const arithmetic = (apply: (a: number, b: number) => number) => elementwise((a, b) => apply(a!, b!), sameType)
const comparison = (apply: (a: number, b: number) => boolean) => elementwise((a, b) => Number(apply(a!, b!)), isBool)
const fold = (apply: (a: number, b: number) => number) =>
  elementwise((...values) => values.reduce((a, b) => apply(a, b)), sameType)

const divide: Evaluate = (node, inputs) =>
  inputs[0]?.dtype === 'f32'
    ? arithmetic((a, b) => a / b)(node, inputs)
    : arithmetic((a, b) => (b === 0 ? 0 : Math.trunc(a / b)))(node, inputs)

/** Weights left in float beside their QuantizeLinear, as some exporters do. */
const quantise: Evaluate = (node, [x, scale, zero]) => {
  if (x === undefined || scale === undefined) return undefined
  const axis = Number(node.attributes.get('axis') ?? 1)
  const channels = count(scale.shape)
  const inner = count(x.shape.slice((axis < 0 ? axis + x.shape.length : axis) + 1))
  const dtype = zero?.dtype === 'i8' ? 'i8' : 'u8'
  const [low, high] = dtype === 'i8' ? [-128, 127] : [0, 255]
  return makeConstant(dtype, x.shape, (i) => {
    const channel = channels === 1 ? 0 : Math.floor(i / inner) % channels
    const steps = roundHalfEven(Math.fround(x.values[i]! / scale.values[channel]!)) + (zero?.values[channel] ?? 0)
    return Math.max(low, Math.min(high, steps))
  })
}

const cast: Evaluate = (node, [x]) => {
  const dtype = CODES[Number(node.attributes.get('to'))]
  if (dtype === undefined || x === undefined) return undefined
  if (dtype === 'bool') return makeConstant(dtype, x.shape, (i) => Number(x.values[i] !== 0))
  return makeConstant(dtype, x.shape, (i) => (dtype === 'f32' ? x.values[i]! : Math.trunc(x.values[i]!)))
}

/** ONNX Clip with its bounds as attributes (opset 6) or inputs. */
const clip: Evaluate = (node, [x, low, high]) => {
  if (x === undefined) return undefined
  const least = low?.values[0] ?? Number(node.attributes.get('min') ?? -Infinity)
  const most = high?.values[0] ?? Number(node.attributes.get('max') ?? Infinity)
  return makeConstant(x.dtype, x.shape, (i) => Math.min(most, Math.max(least, x.values[i]!)))
}

/** Element by element, with broadcasting. */
export const arithmeticRules: Readonly<Record<string, Evaluate>> = {
  ...Object.fromEntries(
    Object.entries(unaryFunctions).map(([op, build]): [string, Evaluate] => [
      op,
      (node, [x]) => {
        const apply = build(node)
        return x && makeConstant(x.dtype, x.shape, (i) => apply(x.values[i]!))
      },
    ]),
  ),
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: divide,
  Pow: arithmetic((a, b) => a ** b),
  Mod: (node, inputs) =>
    arithmetic((a, b) => (b === 0 ? 0 : node.attributes.get('fmod') === 1 ? a % b : a - b * Math.floor(a / b)))(
      node,
      inputs,
    ),
  Min: fold(Math.min),
  Max: fold(Math.max),
  Sum: fold((a, b) => a + b),
  Equal: comparison((a, b) => a === b),
  Greater: comparison((a, b) => a > b),
  GreaterOrEqual: comparison((a, b) => a >= b),
  Less: comparison((a, b) => a < b),
  LessOrEqual: comparison((a, b) => a <= b),
  And: comparison((a, b) => a !== 0 && b !== 0),
  Or: comparison((a, b) => a !== 0 || b !== 0),
  Not: elementwise((a) => Number(a === 0), isBool),
  Where: elementwise(
    (condition, a, b) => (condition !== 0 ? a! : b!),
    (inputs) => inputs[1]?.dtype ?? 'f32',
  ),
  Cast: cast,
  Clip: clip,
  QuantizeLinear: quantise,
}
