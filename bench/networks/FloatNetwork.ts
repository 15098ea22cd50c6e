import { seededRandom } from '@assay/proof/testing'
import onnxProto from 'onnx-proto'

const { onnx } = onnxProto
const FLOAT = 1
const OPSET = 13

export interface Convolution {
  readonly outputs: number
  readonly kernel: number
  readonly stride?: number
  readonly groups?: number
  /** Spread of the outputs, if the inputs' is 1: what batch normalisation, folded, would have seen to. */
  readonly gain?: number
}

/**
 * A float32 ONNX file under construction, layer by layer: seeded weights, batch normalisation already folded in, as
 * exporters leave networks that are to be served.
 */
export class FloatNetwork {
  readonly #nodes: onnxProto.onnx.INodeProto[] = []
  readonly #weights: onnxProto.onnx.ITensorProto[] = []
  readonly #channels = new Map<string, number>()
  readonly #inputShape: readonly number[]
  readonly #random: () => number

  constructor(seed: number, inputShape: readonly [number, number, number, number]) {
    const random = seededRandom(seed)
    this.#random = () => random.int(0, 2 ** 30) / 2 ** 29 - 1
    this.#inputShape = inputShape
    this.#channels.set('image', inputShape[1])
  }

  conv(x: string, { outputs, kernel, stride = 1, groups = 1, gain = 1 }: Convolution): string {
    const inputs = (this.#channels.get(x) ?? 1) / groups
    const weights = this.#tensor([outputs, inputs, kernel, kernel], gain * Math.sqrt(6 / (inputs * kernel * kernel)))
    const bias = this.#tensor([outputs], 0.1)
    const pad = Math.floor(kernel / 2)
    const attributes = { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [pad, pad, pad, pad] }
    return this.#add('Conv', [x, weights, bias], outputs, { ...attributes, group: groups })
  }

  relu(x: string): string {
    return this.#add('Relu', [x], this.#channels.get(x) ?? 1)
  }

  relu6(x: string): string {
    return this.#add('Clip', [x, this.#scalar(0), this.#scalar(6)], this.#channels.get(x) ?? 1)
  }

  add(a: string, b: string): string {
    return this.#add('Add', [a, b], this.#channels.get(a) ?? 1)
  }

  maxPool(x: string): string {
    return this.#add('MaxPool', [x], this.#channels.get(x) ?? 1, {
      kernel_shape: [3, 3],
      strides: [2, 2],
      pads: [1, 1, 1, 1],
    })
  }

  /** Global average, flatten, fully connected. */
  classifier(x: string, classes: number): string {
    const channels = this.#channels.get(x) ?? 1
    const row = this.#add('Flatten', [this.#add('GlobalAveragePool', [x], channels)], channels, { axis: 1 })
    const weights = this.#tensor([classes, channels], Math.sqrt(3 / channels))
    return this.#add('Gemm', [row, weights, this.#tensor([classes], 0.1)], classes, { transB: 1 })
  }

  encode(output: string): Uint8Array {
    const dim = this.#inputShape.map((dimValue) => ({ dimValue }))
    return onnx.ModelProto.encode({
      irVersion: 8,
      opsetImport: [{ domain: '', version: OPSET }],
      graph: {
        name: 'benchmark',
        node: this.#nodes,
        input: [{ name: 'image', type: { tensorType: { elemType: FLOAT, shape: { dim } } } }],
        output: [{ name: output, type: { tensorType: { elemType: FLOAT } } }],
        initializer: this.#weights,
      },
    }).finish()
  }

  #add(opType: string, input: string[], channels: number, attributes: Record<string, number | number[]> = {}): string {
    const output = `t${this.#nodes.length}`
    const { INT, INTS } = onnx.AttributeProto.AttributeType
    const attribute = Object.entries(attributes).map(([name, value]) =>
      typeof value === 'number' ? { name, type: INT, i: value } : { name, type: INTS, ints: value },
    )
    this.#nodes.push({ opType, name: `${opType}${this.#nodes.length}`, input, output: [output], attribute })
    this.#channels.set(output, channels)
    return output
  }

  #tensor(dims: number[], spread: number): string {
    const values = new Float32Array(dims.reduce((product, size) => product * size))
    for (let i = 0; i < values.length; i++) values[i] = this.#random() * spread
    return this.#initializer(dims, values)
  }

  #scalar(value: number): string {
    return this.#initializer([], Float32Array.of(value))
  }

  #initializer(dims: number[], values: Float32Array): string {
    const name = `w${this.#weights.length}`
    this.#weights.push({ name, dims, dataType: FLOAT, rawData: new Uint8Array(values.buffer) })
    return name
  }
}
