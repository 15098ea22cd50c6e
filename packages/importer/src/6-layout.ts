import type { Dtype, Node, Operand, OpName, Shape, TensorType } from '@assay/program'
import type { QuantisedLayer, QuantisedProduct } from './5-quantise.ts'
import { count } from './count.ts'
import { UnsupportedError, type UnsupportedProblem } from './errors.ts'
import type { Layer, LayerInput, Network, Quant } from './layer.ts'
import { RefusedNode } from './refusedNode.ts'
import { channelsLast, rowOrder, type Storage, sameStorage, transposed } from './storage.ts'
import { supportedOps } from './supportedOps.ts'
import { transposeIndices } from './transposeIndices.ts'
import type { Window } from './windowOf.ts'

/** Nodes, constants and inputs of a program, with where each comes from. */
export interface LaidOut {
  readonly nodes: readonly Node[]
  /** The ONNX node behind each node. */
  readonly names: readonly string[]
  readonly inputs: readonly TensorType[]
  readonly constants: readonly TensorType[]
  readonly values: readonly Uint8Array[]
  /** Where each ONNX tensor is found: node index (or input index) and the order of its elements. */
  readonly places: ReadonlyMap<string, Place>
}

export interface Place {
  readonly source: 'input' | 'node'
  readonly index: number
  readonly storage: Storage
  readonly quant: Quant
}

/**
 * Pass 6: tensors in the order of their bytes. Images become channels-last, weights OHWI and [O, K]; where an image is
 * flattened, the weights that follow are permuted instead of the image.
 * @throws UnsupportedError listing every place where bytes would have to move
 */
export function layout(
  network: Network,
  layers: readonly QuantisedLayer[],
  quants: ReadonlyMap<string, Quant>,
): LaidOut {
  const writer = new Writer(network, quants)
  network.inputs.forEach((input, index) => {
    writer.addInput(input, index)
  })
  const problems: UnsupportedProblem[] = []
  const broken = new Set<string>()
  for (const quantised of layers) {
    const { layer } = quantised
    if (layer.inputs.some((name) => broken.has(name))) {
      broken.add(layer.output)
      continue
    }
    try {
      writer.add(quantised)
    } catch (error) {
      if (!(error instanceof RefusedNode)) throw error
      problems.push({ op: layer.kind, node: layer.name, reason: error.message })
      broken.add(layer.output)
    }
  }
  if (problems.length === 0) problems.push(...writer.checkOutput())
  if (problems.length > 0) throw new UnsupportedError(problems, supportedOps())
  return writer
}

interface Stored extends Place {
  readonly type: TensorType
}

class Writer implements LaidOut {
  readonly nodes: Node[] = []
  readonly names: string[] = []
  readonly inputs: TensorType[] = []
  readonly constants: TensorType[] = []
  readonly values: Uint8Array[] = []
  readonly places = new Map<string, Stored>()
  private readonly network: Network
  private readonly quants: ReadonlyMap<string, Quant>
  private readonly known = new Map<string, number>()

  constructor(network: Network, quants: ReadonlyMap<string, Quant>) {
    this.network = network
    this.quants = quants
  }

  addInput({ name, shape }: LayerInput, index: number): void {
    const wanted = this.wanted(name)
    // Any order but these two could not be told to whoever prepares the input.
    const image = (shape.length === 3 || shape.length === 4) && (wanted === 'image' || isOrder(wanted, shape))
    const storage = image ? channelsLast(shape) : undefined
    const quant = this.quants.get(name)!
    const type = { dtype: quant.dtype, shape: toShape(image ? imageShape(shape) : shape) }
    this.inputs.push(type)
    this.places.set(name, { source: 'input', index, storage, quant, type })
  }

  /** The order the first reader of a tensor wants it in. */
  private wanted(tensor: string): Storage | 'image' {
    const shape = this.shape(tensor)
    for (const layer of this.network.layers) {
      if (!layer.inputs.includes(tensor)) continue
      if (layer.kind === 'transpose') {
        const after = this.wanted(layer.output)
        return inverted(after === 'image' ? channelsLast(this.shape(layer.output)) : after, shape, layer.axes)
      }
      if (layer.kind === 'unary' || layer.kind === 'add') return this.wanted(layer.output)
      if (layer.kind === 'product' && layer.inputs[1] === tensor) return byColumns(shape)
      return isImage(layer) ? 'image' : undefined
    }
    return undefined
  }

  add(quantised: QuantisedLayer): void {
    const { layer } = quantised
    const [x, second] = layer.inputs.map((name) => this.places.get(name)!)
    if (x === undefined) return
    const clamp = { low: quantised.low, high: quantised.high }
    switch (layer.kind) {
      case 'reshape':
        this.places.set(layer.output, { ...x, quant: quantised.output })
        return
      case 'transpose':
        this.places.set(layer.output, {
          ...x,
          storage: transposed(x.storage, this.shape(layer.inputs[0]!), layer.axes),
        })
        return
      case 'conv': {
        const { product } = quantised
        const attributes = {
          ...windowAttributes(layer.window),
          groups: layer.groups,
          ...this.zeros(quantised, product!.zero),
          ...clamp,
        }
        this.node(
          'conv2d',
          quantised,
          [this.image(layer), ...this.productOperands(product!, ohwi(product!))],
          attributes,
        )
        return
      }
      case 'matmul': {
        const product = quantised.product!
        const shape = this.shape(layer.inputs[0]!)
        const order = rowOrder(x.storage, shape)
        if (order === undefined)
          throw new RefusedNode('its input is stored in another order than its rows; this would need a transpose')
        const operands = this.productOperands(product, {
          shape: [1, 1, product.shape[0], product.shape[3]],
          order: columns(product, order),
        })
        this.node('matmul', quantised, [view(x, toShape(shape)), ...operands], {
          ...this.zeros(quantised, product.zero),
          ...clamp,
        })
        return
      }
      case 'product': {
        const [left, right] = [this.shape(layer.inputs[0]!), this.shape(layer.inputs[1]!)]
        const [k, o] = [right.at(-2)!, right.at(-1)!]
        if (x.storage !== undefined)
          throw new RefusedNode('its left operand is not stored row by row; this would need a transpose')
        if (!sameStorage(second!.storage, byColumns(right)))
          throw new RefusedNode(
            'its right operand is not stored column by column (as [N, K]); this would need a transpose',
          )
        const bias = this.constant('i32', [1, 1, 1, o], new Uint8Array(new Int32Array(o).buffer))
        const multipliers = this.floats(new Float32Array(o).fill(quantised.multiplier!))
        const operands = [view(x, toShape(left)), view(second!, [1, 1, o, k]), bias, multipliers]
        this.node('matmul', quantised, operands, { ...this.zeros(quantised, quantised.inputs[1]!.zero), ...clamp })
        return
      }
      case 'add': {
        if (!sameStorage(x.storage, second!.storage))
          throw new RefusedNode('its operands are stored in different orders; this would need a transpose')
        const [a, b] = quantised.inputs as [Quant, Quant]
        const attributes = {
          ...this.zeros(quantised, b.zero),
          scaleX: a.scale,
          scaleW: b.scale,
          scaleY: quantised.output.scale,
          ...clamp,
        }
        if (a.dtype !== b.dtype || a.dtype !== quantised.output.dtype)
          throw new RefusedNode('its operands and result differ in type (uint8 and int8)')
        this.node('add', quantised, [view(x, x.type.shape), view(second!, x.type.shape)], attributes, x.storage)
        return
      }
      case 'max_pool':
        this.node('max_pool', quantised, [this.image(layer)], windowAttributes(layer.window))
        return
      case 'average_pool': {
        const { zeroX, zeroY } = this.zeros(quantised, 0)
        const table = this.floats(quantised.multipliers!)
        this.node('avg_pool', quantised, [this.image(layer), table], {
          ...windowAttributes(layer.window),
          zeroX,
          zeroY,
          ...clamp,
        })
        return
      }
      case 'global_average':
        this.globalAverage(quantised)
        return
      case 'unary': {
        const table = quantised.table!
        const operand = this.constant(quantised.output.dtype, [1, 1, 1, 256], new Uint8Array(table.buffer))
        this.node('lookup', quantised, [view(x, x.type.shape), operand], {}, x.storage)
      }
    }
  }

  /** The last node must be the output, in an order that can be told to the reader. */
  checkOutput(): UnsupportedProblem[] {
    const { output } = this.network
    const place = this.places.get(output)!
    const shape = this.shape(output)
    const problem = (reason: string) => [{ op: 'output', node: output, reason }]
    if (place.source === 'input') return problem('it is an input as it came; there is nothing to compute')
    if (place.storage === undefined) return []
    const image = shape.length === 4 || shape.length === 3
    return image && sameStorage(place.storage, channelsLast(shape))
      ? []
      : problem(
          'its elements come out in another order than the model says; end the model before the transpose or flatten',
        )
  }

  private globalAverage(quantised: QuantisedLayer): void {
    const { layer } = quantised
    const x = this.image(layer)
    const [n, h, , c] = x.shape
    const zeroX = quantised.inputs[0]!.zero
    const sum = (operand: Operand, axis: number, shape: Shape, zero: number) =>
      this.push('reduce_sum', `${layer.name}/sum${axis === 2 ? 'W' : 'H'}`, { dtype: 'i32', shape }, [operand], {
        axis,
        zeroX: zero,
      })
    let sums = sum(x, 2, [n, h, 1, c], zeroX)
    if (h > 1) sums = sum(sums, 1, [n, 1, 1, c], 0)
    const attributes = {
      zeroY: quantised.output.zero,
      low: quantised.low,
      high: quantised.high,
      scaleX: quantised.multiplier!,
    }
    // One pixel remains, so channels last and channels first are the same order.
    this.node('requantise', quantised, [sums], attributes, undefined)
  }

  private shape(tensor: string): readonly number[] {
    return this.network.shapes.get(tensor)!
  }

  private zeros({ inputs, output }: QuantisedLayer, zeroW: number) {
    return { zeroX: inputs[0]!.zero, zeroW, zeroY: output.zero }
  }

  /** The first input as an image; its bytes must already lie channels last. */
  private image({ inputs }: Layer): Operand {
    const shape = this.shape(inputs[0]!)
    const place = this.places.get(inputs[0]!)!
    if (!sameStorage(place.storage, channelsLast(shape)))
      throw new RefusedNode('its input is not stored channels last; this would need a transpose')
    return view(place, toShape(imageShape(shape)))
  }

  private productOperands(product: QuantisedProduct, { shape, order }: Ordered): Operand[] {
    const weights = Uint8Array.from(order, (index) => product.values[index]! & 255)
    return [
      this.constant(product.dtype, shape, weights),
      this.constant('i32', [1, 1, 1, product.bias.length], new Uint8Array(product.bias.buffer)),
      this.floats(product.multipliers),
    ]
  }

  private floats(values: Float32Array): Operand {
    return this.constant(
      'f32',
      [1, 1, 1, values.length],
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    )
  }

  /** Small constants that are equal are one: a zero bias, say. */
  private constant(dtype: Dtype, shape: Shape, bytes: Uint8Array): Operand {
    const key = bytes.length <= 4096 ? `${dtype} ${shape} ${bytes}` : `${this.constants.length}`
    let index = this.known.get(key)
    if (index === undefined) {
      index = this.constants.length
      this.known.set(key, index)
      this.constants.push({ dtype, shape })
      this.values.push(bytes)
    }
    return { source: 'constant', index, dtype, shape }
  }

  private node(
    op: OpName,
    quantised: QuantisedLayer,
    operands: Operand[],
    attributes: Node['attributes'],
    storage?: Storage,
  ): void {
    const { layer, output } = quantised
    const shape = this.shape(layer.output)
    const keeps = op === 'add' || op === 'lookup' || op === 'requantise'
    const image = op === 'conv2d' || op === 'max_pool' || op === 'avg_pool'
    const type = {
      dtype: output.dtype,
      shape: keeps ? operands[0]!.shape : toShape(image ? imageShape(shape) : shape),
    }
    const { index } = this.push(op, layer.name, type, operands, attributes)
    const order = keeps ? storage : image ? channelsLast(shape) : undefined
    this.places.set(layer.output, { source: 'node', index, storage: order, quant: output, type })
  }

  private push(
    op: OpName,
    name: string,
    type: TensorType,
    operands: Operand[],
    attributes: Node['attributes'],
  ): Operand {
    this.nodes.push({ op, ...type, operands, attributes })
    this.names.push(name)
    return { source: 'node', index: this.nodes.length - 1, ...type }
  }
}

interface Ordered {
  readonly shape: Shape
  /** For each stored weight, its index in ONNX's order. */
  readonly order: Int32Array
}

const ohwi = ({ shape: [o, i, h, w] }: QuantisedProduct): Ordered => ({
  shape: [o, h, w, i],
  order: transposeIndices([o, i, h, w], [0, 2, 3, 1]),
})

/** Weights [O, K] with each row in the order of the input's. */
const columns = ({ shape: [o, , , k] }: QuantisedProduct, order: Int32Array): Int32Array =>
  Int32Array.from({ length: o * k }, (_, index) => index - (index % k) + order[index % k]!)

const view = ({ source, index, type }: Stored, shape: Shape): Operand => ({ source, index, dtype: type.dtype, shape })

const windowAttributes = ({ kernel, strides, dilations, pads }: Window) => ({
  kernelH: kernel[0],
  kernelW: kernel[1],
  strideH: strides[0],
  strideW: strides[1],
  padTop: pads[0],
  padLeft: pads[1],
  padBottom: pads[2],
  padRight: pads[3],
  dilationH: dilations[0],
  dilationW: dilations[1],
})

/** Whether an order is channels last, and not what it was before. */
const isOrder = (storage: Storage, shape: readonly number[]): boolean =>
  storage !== undefined && sameStorage(storage, channelsLast(shape))

/** A matrix [K, N] stored as [N, K]; any leading dimensions are 1. */
const byColumns = (shape: readonly number[]): Storage => transposed(undefined, [shape.at(-1)!, shape.at(-2)!], [1, 0])

const isImage = ({ kind }: Layer): boolean => ['conv', 'max_pool', 'average_pool', 'global_average'].includes(kind)

/** [N, C, H, W] as [N, H, W, C]; [N, C, L] as [N, 1, L, C]. */
const imageShape = (shape: readonly number[]): readonly number[] =>
  shape.length === 3 ? [shape[0]!, 1, shape[2]!, shape[1]!] : [shape[0]!, shape[2]!, shape[3]!, shape[1]!]

/** Four dimensions: leading ones, or leading dimensions joined. */
const toShape = (shape: readonly number[]): Shape => {
  const last = shape.slice(-3)
  return [count(shape.slice(0, -3)), ...new Array<number>(3 - last.length).fill(1), ...last] as unknown as Shape
}

/** The storage a tensor must have so that its transpose has `storage`. */
const inverted = (storage: Storage, shape: readonly number[], axes: readonly number[]): Storage => {
  const indices = transposeIndices(shape, axes)
  const result = storage === undefined ? indices : storage.map((index) => indices[index]!)
  return result.every((index, i) => index === i) ? undefined : result
}
