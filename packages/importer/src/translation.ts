import { count } from './count.ts'
import type { UnsupportedProblem } from './errors.ts'
import type { Constant, FoldedGraph, GraphNode } from './graph.ts'
import type { ConstantTensor, ConvLayer, Derived, Layer, MatmulLayer, Quant } from './layer.ts'
import { RefusedNode } from './refusedNode.ts'
import { rootOf } from './rootOf.ts'

/** What an ONNX value is at inference: a layer's tensor, perhaps under a function that is not computed yet. */
export interface Value {
  readonly tensor: string
  readonly apply?: (x: number) => number
  /** How many functions `apply` calls one inside the other. */
  readonly depth?: number
  /** The tensor that holds the function's values, once something needed them. */
  readonly table?: string
  /** A final softmax was dropped here: scales stated after it are not this tensor's. */
  readonly dropped?: boolean
}

/** Integers of the file with their scales, before they are known to be weights, a bias or a table. */
export interface QuantisedConstant {
  readonly constant: Constant
  readonly scales: Float32Array
  readonly zeros: readonly number[]
  /** Axis of the scales when there is more than one. */
  readonly axis: number
}

/** The state of pass 3 while it walks the nodes. */
export class Translation {
  readonly graph: FoldedGraph
  readonly layers: Layer[] = []
  readonly shapes = new Map<string, readonly number[]>()
  /** The dequantised value of a tensor, where the file has one. */
  readonly compared = new Map<string, string>()
  readonly quantised = new Map<string, QuantisedConstant>()
  readonly problems: UnsupportedProblem[] = []
  readonly notes: string[] = []
  private readonly values = new Map<string, Value>()
  private readonly quants = new Map<string, Quant>()
  private readonly uses = new Map<string, number>()
  private readonly broken = new Set<string>()
  readonly constants = new Map<string, ConstantTensor>()
  /** Tensors of which the file has no value, as functions of one that it has. */
  readonly derived = new Map<string, Derived>()
  private readonly fixed = new Set<string>()
  private readonly producers = new Map<string, Layer>()

  constructor(graph: FoldedGraph) {
    this.graph = graph
    for (const { name, shape, dtype } of graph.inputs) {
      this.values.set(name, { tensor: name })
      this.shapes.set(name, shape)
      if (dtype === 'i32' || dtype === 'i64') this.quants.set(name, INTEGER)
    }
    const names = [...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs]
    for (const name of names) this.uses.set(name, (this.uses.get(name) ?? 0) + 1)
  }

  /** Records why a node cannot be imported; what depends on it is skipped without a word. */
  refuse(node: GraphNode, { reason, next }: { reason: string; next: string }): void {
    if (reason !== '') this.problems.push({ op: node.op, node: node.name, reason, next })
    for (const output of node.outputs) this.broken.add(output)
  }

  isUsed(name: string): boolean {
    return this.uses.has(name)
  }

  constant(name: string | undefined): Constant | undefined {
    return name === undefined || name === '' ? undefined : this.graph.constants.get(name)
  }

  /** A constant that must be there. */
  need(node: GraphNode, index: number, what: string): Constant {
    const constant = this.real(node.inputs[index])
    if (constant === undefined) throw new RefusedNode(`its ${what} must be constant`)
    return constant
  }

  scalar(node: GraphNode, index: number, what: string): number {
    const constant = this.need(node, index, what)
    if (count(constant.shape) !== 1) throw new RefusedNode(`its ${what} must be a single number`)
    return constant.values[0]!
  }

  value(name: string | undefined): Value {
    if (name !== undefined && this.broken.has(name)) throw new RefusedNode('')
    const value = this.values.get(name ?? '')
    // Without a shape, pass 2 could not express what computes it, and has said so.
    if (value === undefined && name !== undefined && name !== '' && !this.known(name)) throw new RefusedNode('')
    if (value === undefined)
      throw new RefusedNode(`"${name ?? ''}" must be computed from the inputs, not constant or absent`)
    return value
  }

  private known(name: string): boolean {
    return this.graph.shapes.has(name) || this.graph.constants.has(name)
  }

  /** A constant in real numbers: as the file has it, or behind its DequantizeLinear. */
  real(name: string | undefined): Constant | undefined {
    const quantised = this.quantised.get(name ?? '')
    return quantised === undefined ? this.constant(name) : dequantised(quantised)
  }

  /** The tensor of a value that is computed or constant. */
  operand(name: string | undefined): string {
    if (name === undefined || this.values.has(name) || this.broken.has(name)) return this.tensor(name)
    const quantised = this.quantised.get(name)
    const constant = quantised?.constant ?? this.constant(name)
    if (constant === undefined) return this.tensor(name)
    if (
      quantised !== undefined &&
      quantised.scales.length === 1 &&
      (constant.dtype === 'u8' || constant.dtype === 'i8')
    ) {
      this.constants.set(name, { shape: constant.shape, values: constant.values, integer: true })
      this.quants.set(name, { dtype: constant.dtype, scale: quantised.scales[0]!, zero: quantised.zeros[0] ?? 0 })
    } else if (quantised === undefined && (constant.dtype === 'i32' || constant.dtype === 'i64')) {
      this.constants.set(name, { shape: constant.shape, values: constant.values, integer: true })
      this.quants.set(name, INTEGER)
    } else {
      const { values } = this.real(name)!
      const bad = values.findIndex((value) => !Number.isFinite(value))
      if (bad >= 0) throw new RefusedNode(`its constant "${name}" is ${values[bad]} at ${bad}`, 'use finite numbers')
      return this.constantTensor(name, constant.shape, values)
    }
    this.shapes.set(name, constant.shape)
    return name
  }

  /** A tensor of real numbers that pass 5 quantises by their own range. */
  constantTensor(name: string, shape: readonly number[], values: ArrayLike<number>): string {
    this.constants.set(name, { shape, values, integer: false })
    this.shapes.set(name, shape)
    return name
  }

  /** The tensor behind a value; a pending function becomes a table now. */
  tensor(name: string | undefined): string {
    const value = this.value(name)
    if (value.apply === undefined) return value.tensor
    if (value.table !== undefined) return value.table
    this.emit(
      { kind: 'unary', name: name!, inputs: [value.tensor], output: name!, apply: value.apply },
      this.shape(value.tensor),
    )
    // What is a function of this value is still one of the tensor before it: one table, rounded once.
    this.values.set(name!, { ...value, table: name! })
    return name!
  }

  set(name: string, value: Value): void {
    this.values.set(name, value)
  }

  shape(tensor: string): readonly number[] {
    return this.shapes.get(tensor)!
  }

  emit(layer: Layer, shape: readonly number[]): void {
    const whole = layer.inputs.find((input, at) => this.quantOf(input)?.dtype === 'i32' && !takesIntegers(layer, at))
    if (whole !== undefined)
      throw new RefusedNode(
        `computes with "${whole}", whose integers stand for themselves`,
        'integers can be looked up (Gather), moved and compared (ArgMax, ReduceMax), not computed with',
      )
    this.layers.push(layer)
    this.producers.set(layer.output, layer)
    this.shapes.set(layer.output, shape)
    this.values.set(layer.output, { tensor: layer.output })
  }

  producer(tensor: string): Layer | undefined {
    return this.producers.get(tensor)
  }

  /** The layer computing a value that nothing else reads: what follows may become part of it. */
  sole(name: string | undefined): Layer | undefined {
    const value = this.value(name)
    const alone = value.apply === undefined && value.dropped !== true && this.uses.get(name ?? '') === 1
    const layer = alone && value.tensor === name ? this.producer(value.tensor) : undefined
    return layer !== undefined && this.quantOf(layer.output) === undefined ? layer : undefined
  }

  /** A convolution or matmul whose weights may still absorb what follows. */
  absorber(name: string | undefined): ConvLayer | MatmulLayer | undefined {
    const layer = this.sole(name)
    return (layer?.kind === 'conv' || layer?.kind === 'matmul') && layer.clamp === undefined ? layer : undefined
  }

  /** The layer's output is now the value of a later node. */
  rename(layer: Layer, output: string): void {
    this.shapes.set(output, this.shape(layer.output))
    this.producers.delete(layer.output)
    layer.output = output
    this.producers.set(output, layer)
    this.values.set(output, { tensor: output })
  }

  private root(tensor: string): string {
    return rootOf(this.producers, tensor)
  }

  quantOf(tensor: string): Quant | undefined {
    return this.quants.get(this.root(tensor))
  }

  setQuant(tensor: string, quant: Quant): void {
    this.quants.set(this.root(tensor), quant)
  }

  /** A scale that follows from what the tensor holds; the file gives none. */
  fixQuant(tensor: string, quant: Quant): void {
    this.setQuant(tensor, quant)
    this.fixed.add(this.root(tensor))
  }

  derive(tensor: string, from: string, compute: Derived['compute']): void {
    this.derived.set(tensor, { from, compute })
  }

  /** For QOperator nodes, which state their operands' scales: they must be what the operand's maker said. */
  expect(tensor: string, quant: Quant): void {
    const known = this.quantOf(tensor)
    if (known === undefined) this.setQuant(tensor, quant)
    else if (!sameQuant(known, quant))
      throw new RefusedNode(
        `it reads "${tensor}" with scale ${quant.scale}, zero point ${quant.zero}, but that has ${known.scale}, ${known.zero}`,
      )
  }

  /** Tensors whose scale is not the file's. */
  allFixed(): ReadonlySet<string> {
    return new Set([...this.shapes.keys()].filter((tensor) => this.fixed.has(this.root(tensor))))
  }

  allQuants(): ReadonlyMap<string, Quant> {
    return new Map(
      [...this.shapes.keys()].flatMap((tensor) => {
        const quant = this.quantOf(tensor)
        return quant === undefined ? [] : [[tensor, quant] as const]
      }),
    )
  }
}

const MOVING: readonly Layer['kind'][] = ['reshape', 'transpose', 'slice', 'pad', 'pick', 'reduce_max', 'arg_max']

const takesIntegers = ({ kind }: Layer, input: number): boolean =>
  MOVING.includes(kind) || (kind === 'gather' && input === 1)

/** How integers that stand for themselves are held. */
export const INTEGER: Quant = { dtype: 'i32', scale: 1, zero: 0 }

export const dequantised = ({ constant, scales, zeros, axis }: QuantisedConstant): Constant => {
  const inner = count(constant.shape.slice(axis + 1))
  const channel = (i: number) => (scales.length === 1 ? 0 : Math.floor(i / inner) % scales.length)
  const values = Float32Array.from(
    constant.values,
    (value, i) => (value - (zeros[channel(i)] ?? zeros[0] ?? 0)) * scales[channel(i)]!,
  )
  return { dtype: 'f32', shape: constant.shape, values }
}

export const sameQuant = (a: Quant, b: Quant): boolean =>
  a.dtype === b.dtype && a.scale === b.scale && a.zero === b.zero
