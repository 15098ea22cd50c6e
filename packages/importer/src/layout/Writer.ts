import {
  type Dtype,
  dtypes,
  MAX_STEP_BYTES,
  MAX_STEP_GAS,
  type Node,
  nodeCost,
  type Operand,
  type OpName,
  roundHalfEven,
  type Shape,
  type TensorType,
  writeElement,
} from '@assay/program'
import type { QuantisedLayer } from '../5-quantise.ts'
import type { ChunkSizes } from '../7-budget.ts'
import { count } from '../count.ts'
import type { ConstantTensor, LayerInput, Network, Quant } from '../layer.ts'
import { movesBetween } from '../movesBetween.ts'
import { RefusedNode } from '../refusedNode.ts'
import { indicesOf, rowMajor, type Storage, sameStorage } from '../storage.ts'

/** Where a tensor is found in the program. */
export interface Place {
  readonly source: 'input' | 'constant' | 'node'
  readonly index: number
  readonly storage: Storage
  readonly quant: Quant
  readonly type: TensorType
}

/** What passes 6's steps write into: nodes, constants and the place of every tensor. */
export class Writer {
  readonly nodes: Node[] = []
  readonly names: string[] = []
  readonly inputs: TensorType[] = []
  readonly constants: TensorType[] = []
  readonly values: Uint8Array[] = []
  readonly places = new Map<string, Place>()
  readonly notes: string[] = []
  readonly network: Network
  private readonly quants: ReadonlyMap<string, Quant>
  private readonly chunks: Required<ChunkSizes>
  private readonly known = new Map<string, number>()
  /** Copies of a tensor in other orders than its own. */
  private readonly copies = new Map<string, Place[]>()

  constructor(network: Network, quants: ReadonlyMap<string, Quant>, chunks: Required<ChunkSizes>) {
    this.network = network
    this.quants = quants
    this.chunks = chunks
  }

  shape(tensor: string): readonly number[] {
    return this.network.shapes.get(tensor)!
  }

  addInput({ name }: LayerInput, shape: Shape, storage: Storage): void {
    const quant = this.quants.get(name)!
    const type = { dtype: quant.dtype, shape }
    this.inputs.push(type)
    this.places.set(name, { source: 'input', index: this.inputs.length - 1, storage, quant, type })
  }

  place(tensor: string): Place {
    const found = this.places.get(tensor)
    if (found !== undefined) return found
    const constant = this.network.constants.get(tensor)!
    const quant = this.quants.get(tensor)!
    const shape: Shape = [1, 1, 1, count(constant.shape)]
    const { index } = this.constant(quant.dtype, shape, constantBytes(constant, quant))
    const storage = rowMajor(constant.shape)
    const place: Place = { source: 'constant', index, storage, quant, type: { dtype: quant.dtype, shape } }
    this.places.set(tensor, place)
    return place
  }

  /** The tensor in the given order: as it is, or by transposes; of a constant, the bytes are moved here and now. */
  stored(tensor: string, storage: Storage): Place {
    const place = this.place(tensor)
    if (sameStorage(place.storage, storage)) return place
    const copies = this.copies.get(tensor) ?? []
    const copy = copies.find((other) => sameStorage(other.storage, storage))
    if (copy !== undefined) return copy
    const moved =
      place.source === 'constant' ? this.permuted(tensor, place, storage) : this.transposed(tensor, place, storage)
    this.copies.set(tensor, [...copies, moved])
    return moved
  }

  private permuted(tensor: string, place: Place, storage: Storage): Place {
    const bytes = constantBytes(this.network.constants.get(tensor)!, place.quant)
    const size = bytes.length / count(place.type.shape)
    const indices = indicesOf(storage)
    const moved = new Uint8Array(bytes.length)
    indices.forEach((index, i) => {
      moved.set(bytes.subarray(index * size, (index + 1) * size), i * size)
    })
    const { index } = this.constant(place.type.dtype, place.type.shape, moved)
    return { ...place, index, storage }
  }

  private transposed(tensor: string, place: Place, storage: Storage): Place {
    const moves = movesBetween(place.storage, storage)
    if (moves === undefined)
      throw new RefusedNode(
        `"${tensor}" would have to be brought into an order that has no common axes with its own`,
        'reshape it only after transposing it back',
      )
    let operand = this.operandOf(place, place.type.shape)
    for (const { from, perm } of moves) {
      const shape = perm.map((axis) => from[axis]!) as unknown as Shape
      operand = this.push(
        'transpose',
        `${tensor}/transpose`,
        { dtype: operand.dtype, shape },
        [{ ...operand, shape: from }],
        {
          perm0: perm[0],
          perm1: perm[1],
          perm2: perm[2],
          perm3: perm[3],
        },
      )
    }
    return {
      ...place,
      source: 'node',
      index: operand.index,
      storage,
      type: { dtype: operand.dtype, shape: operand.shape },
    }
  }

  /** A place as an operand, seen in the given shape. */
  operandOf({ source, index, type }: Place, shape: Shape): Operand {
    return { source, index, dtype: type.dtype, shape }
  }

  floats(values: Float32Array): Operand {
    return this.constant('f32', [1, 1, 1, values.length], bytesOf(values))
  }

  integers(values: Int32Array): Operand {
    return this.constant('i32', [1, 1, 1, values.length], bytesOf(values))
  }

  /** Small constants that are equal are one: a zero bias, say. */
  constant(dtype: Dtype, shape: Shape, bytes: Uint8Array): Operand {
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

  push(
    op: OpName,
    name: string,
    type: TensorType,
    operands: readonly Operand[],
    attributes: Node['attributes'],
  ): Operand {
    this.nodes.push({ op, ...type, operands, attributes })
    this.names.push(name)
    return { source: 'node', index: this.nodes.length - 1, ...type }
  }

  /** A layer's last node, which is its output. */
  emit(
    op: OpName,
    { layer, output }: QuantisedLayer,
    shape: Shape,
    storage: Storage,
    operands: readonly Operand[],
    attributes: Node['attributes'],
  ): void {
    const operand = this.push(op, layer.name, { dtype: output.dtype, shape }, operands, attributes)
    this.settle(layer.output, operand, storage, output)
  }

  settle(tensor: string, { source, index, dtype, shape }: Operand, storage: Storage, quant: Quant): void {
    this.places.set(tensor, { source, index, storage, quant, type: { dtype, shape } })
  }

  /** Whether a node that is not written yet would keep to the step budget. */
  fits(node: Node): boolean {
    const at = this.nodes.length
    const program = { nodes: [...this.nodes, node], inputs: this.inputs, constants: this.constants, ...this.chunks }
    const { bytes, gas } = nodeCost(program, at)
    return bytes <= MAX_STEP_BYTES && gas <= MAX_STEP_GAS
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

function constantBytes({ values, integer }: ConstantTensor, { dtype, scale, zero }: Quant): Uint8Array {
  const { min, max } = dtypes[dtype]
  const bytes = new Uint8Array(values.length * (dtype === 'i32' ? 4 : 1))
  for (let i = 0; i < values.length; i++) {
    const steps = integer ? values[i]! : roundHalfEven(values[i]! / scale) + zero
    writeElement(bytes, dtype, i, Math.max(min, Math.min(max, steps)))
  }
  return bytes
}
