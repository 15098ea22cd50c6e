import type { GraphNode } from './graph.ts'

type Function1 = (x: number) => number

const float = (node: GraphNode, name: string, otherwise: number): number => {
  const value = node.attributes.get(name)
  return typeof value === 'number' ? value : otherwise
}

const sigmoid: Function1 = (x) => 1 / (1 + Math.exp(-x))
const softplus: Function1 = (x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0)

/** Abramowitz and Stegun 7.1.26: its error of 1.5e-7 is far below the step of any table of 256 entries. */
const erf: Function1 = (x) => {
  const t = 1 / (1 + 0.3275911 * Math.abs(x))
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return Math.sign(x) * (1 - poly * Math.exp(-x * x))
}
const gelu: Function1 = (x) => 0.5 * x * (1 + erf(x / Math.SQRT2))
const geluTanh: Function1 = (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))

/** ONNX Round: half to even. */
const round: Function1 = (x) => {
  const floor = Math.floor(x)
  const rest = x - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor
}

/** ONNX operators of one tensor, element by element: each becomes a table. */
export const unaryFunctions: Readonly<Record<string, (node: GraphNode) => Function1>> = {
  Relu: () => (x) => Math.max(0, x),
  Sigmoid: () => sigmoid,
  Tanh: () => Math.tanh,
  LeakyRelu: (node) => {
    const alpha = float(node, 'alpha', 0.01)
    return (x) => (x < 0 ? alpha * x : x)
  },
  ThresholdedRelu: (node) => {
    const alpha = float(node, 'alpha', 1)
    return (x) => (x > alpha ? x : 0)
  },
  Elu: (node) => {
    const alpha = float(node, 'alpha', 1)
    return (x) => (x < 0 ? alpha * Math.expm1(x) : x)
  },
  Celu: (node) => {
    const alpha = float(node, 'alpha', 1)
    return (x) => Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha))
  },
  Selu: (node) => {
    const alpha = float(node, 'alpha', 1.6732632423543772)
    const gamma = float(node, 'gamma', 1.0507009873554805)
    return (x) => gamma * (x > 0 ? x : alpha * Math.expm1(x))
  },
  HardSigmoid: (node) => {
    const alpha = float(node, 'alpha', 0.2)
    const beta = float(node, 'beta', 0.5)
    return (x) => Math.max(0, Math.min(1, alpha * x + beta))
  },
  HardSwish: () => (x) => x * Math.max(0, Math.min(1, x / 6 + 0.5)),
  Softplus: () => softplus,
  Softsign: () => (x) => x / (1 + Math.abs(x)),
  Mish: () => (x) => x * Math.tanh(softplus(x)),
  Swish: (node) => {
    const alpha = float(node, 'alpha', 1)
    return (x) => x * sigmoid(alpha * x)
  },
  Gelu: (node) => (node.attributes.get('approximate') === 'tanh' ? geluTanh : gelu),
  'com.microsoft.Gelu': () => gelu,
  'com.microsoft.FastGelu': () => geluTanh,
  'com.microsoft.QuickGelu': (node) => {
    const alpha = float(node, 'alpha', 1.702)
    return (x) => x * sigmoid(alpha * x)
  },
  Erf: () => erf,
  Exp: () => Math.exp,
  Log: () => Math.log,
  Abs: () => Math.abs,
  Neg: () => (x) => -x,
  Sign: () => Math.sign,
  Sqrt: () => Math.sqrt,
  Reciprocal: () => (x) => 1 / x,
  Sin: () => Math.sin,
  Cos: () => Math.cos,
  Tan: () => Math.tan,
  Atan: () => Math.atan,
  Floor: () => Math.floor,
  Ceil: () => Math.ceil,
  Round: () => round,
}
