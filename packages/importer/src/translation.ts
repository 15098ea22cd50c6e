import { count } from './count.ts'
import type { UnsupportedProblem } from './errors.ts'
import type { Constant, FoldedGraph, GraphNode } from './graph.ts'
import type { ConvLayer, Layer, MatmulLayer, Quant } from './layer.ts'
import { RefusedNode } from './refusedNode.ts'

/** What an ONNX value is at inference: a layer's tensor, perhaps under a function that is not computed yet. */
export interface Value {
  readonly tensor: string
  readonly apply?: (x: number) => number
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

  constructor(graph: FoldedGraph) {
    this.graph = graph
    for (const { name, shape } of graph.inputs) {
      this.values.set(name, { tensor: name })
      this.shapes.set(name, shape)
    }
    const names = [...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs]
    for (const name of names) this.uses.set(name, (this.uses.get(name) ?? 0) + 1)
  }

  /** Records why a node cannot be imported; what depends on it is skipped without a word. */
  refuse(node: GraphNode, reason: string): void {
    if (reason !== '') this.problems.push({ op: node.op, node: node.name, reason })
    for (const output of node.outputs) this.broken.add(output)
  }

  constant(name: string | undefined): Constant | undefined {
    return name === undefined || name === '' ? undefined : this.graph.constants.get(name)
  }

  /** A constant that must be there. */
  need(node: GraphNode, index: number, what: string): Constant {
    const constant = this.constant(node.inputs[index])
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
    if (value === undefined)
      throw new RefusedNode(`"${name ?? ''}" must be computed from the inputs, not constant or absent`)
    return value
  }

  /** The tensor behind a value; a pending function becomes a table now. */
  tensor(name: string | undefined): string {
    const value = this.value(name)
    if (value.apply === undefined) return value.tensor
    this.emit(
      { kind: 'unary', name: name!, inputs: [value.tensor], output: name!, apply: value.apply },
      this.shape(value.tensor),
    )
    return name!
  }

  set(name: string, value: Value): void {
    this.values.set(name, value)
  }

  shape(tensor: string): readonly number[] {
    return this.shapes.get(tensor)!
  }

  emit(layer: Layer, shape: readonly number[]): void {
    this.layers.push(layer)
    this.shapes.set(layer.output, shape)
    this.values.set(layer.output, { tensor: layer.output })
  }

  producer(tensor: string): Layer | undefined {
    return this.layers.findLast(({ output }) => output === tensor)
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
    layer.output = output
    this.values.set(output, { tensor: output })
  }

  /** Pools that choose and views keep the scale of what they read: a scale belongs to the root. */
  private root(tensor: string): string {
    const layer = this.producer(tensor)
    const keeps = layer?.kind === 'max_pool' || layer?.kind === 'reshape' || layer?.kind === 'transpose'
    return keeps ? this.root(layer.inputs[0]!) : tensor
  }

  quantOf(tensor: string): Quant | undefined {
    return this.quants.get(this.root(tensor))
  }

  setQuant(tensor: string, quant: Quant): void {
    this.quants.set(this.root(tensor), quant)
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

  allQuants(): ReadonlyMap<string, Quant> {
    return new Map(
      [...this.shapes.keys()].flatMap((tensor) => {
        const quant = this.quantOf(tensor)
        return quant === undefined ? [] : [[tensor, quant] as const]
      }),
    )
  }
}

export const sameQuant = (a: Quant, b: Quant): boolean =>
  a.dtype === b.dtype && a.scale === b.scale && a.zero === b.zero
