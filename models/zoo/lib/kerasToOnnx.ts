import { FloatGraph } from './FloatGraph.ts'
import type { Weight } from './readWeights.ts'
import { reorder } from './reorder.ts'
import { ZooError } from './ZooError.ts'

/** A layer of a Keras functional model, as TensorFlow.js stores it. */
export interface KerasLayer {
  readonly name: string
  readonly class_name: string
  // each class has its own
  readonly config: Readonly<Record<string, never>> & KerasConfig
  readonly inbound_nodes: readonly (readonly (readonly [string, number, number, object])[])[]
}

interface KerasConfig {
  readonly batch_input_shape?: readonly (number | null)[]
  readonly kernel_size?: readonly [number, number]
  readonly strides?: readonly [number, number]
  readonly padding?: string | readonly [readonly [number, number], readonly [number, number]]
  readonly pool_size?: readonly [number, number]
  readonly activation?: string
  readonly max_value?: number | null
  readonly epsilon?: number
  readonly units?: number
}

/** An image classifier of convolutions, batch normalisations, poolings and dense layers as float32 ONNX, NCHW. */
export function kerasToOnnx(layers: readonly KerasLayer[], weights: ReadonlyMap<string, Weight>): Uint8Array {
  const graph = new FloatGraph()
  const values = new Map<string, string>()
  // ZeroPadding2D only ever stands before a "valid" convolution, which takes the pads over
  const pads = new Map<string, readonly number[]>()
  let units = 0

  const weight = (layer: string, part: string): Weight => {
    const found = weights.get(`${layer}/${part}`)
    if (found === undefined) throw new ZooError(`There are no weights ${layer}/${part}.`, 'The package has changed.')
    return found
  }
  const activate = (name: string, value: string, activation: string | undefined): string => {
    if (activation === undefined || activation === 'linear') return value
    if (activation === 'relu') return graph.add('Relu', `${name}_relu`, [value])
    if (activation === 'softmax') return graph.add('Softmax', `${name}_softmax`, [value], { axis: -1 })
    throw new ZooError(
      `Layer ${name} has the activation ${activation}.`,
      'Only linear, relu and softmax are translated.',
    )
  }

  for (const { name, class_name, config, inbound_nodes } of layers) {
    const inputs = (inbound_nodes[0] ?? []).map(([from]) => values.get(from)!)
    const from = inbound_nodes[0]?.[0]?.[0] ?? ''
    const window = () => ({ strides: [...(config.strides ?? [1, 1])], ...padding(config.padding, pads.get(from)) })
    switch (class_name) {
      case 'InputLayer': {
        const [, height, width, channels] = config.batch_input_shape as readonly number[]
        values.set(name, graph.input('pixels', [1, channels!, height!, width!]))
        break
      }
      case 'ZeroPadding2D': {
        const [[top, bottom], [left, right]] = config.padding as readonly [[number, number], [number, number]]
        pads.set(name, [top, left, bottom, right])
        values.set(name, inputs[0]!)
        break
      }
      case 'Conv2D': {
        const { shape, values: kernel } = weight(name, 'kernel')
        const [kH, kW, inner, outer] = shape as [number, number, number, number]
        const w = graph.constant(`${name}_w`, [outer, inner, kH, kW], reorder(kernel, shape, [3, 2, 0, 1]))
        values.set(name, graph.add('Conv', name, [inputs[0]!, w], { kernel_shape: [kH, kW], ...window() }))
        break
      }
      case 'DepthwiseConv2D': {
        const { shape, values: kernel } = weight(name, 'depthwise_kernel')
        const [kH, kW, channels] = shape as [number, number, number, number]
        const w = graph.constant(`${name}_w`, [channels, 1, kH, kW], reorder(kernel, shape, [2, 3, 0, 1]))
        const attributes = { kernel_shape: [kH, kW], group: channels, ...window() }
        values.set(name, graph.add('Conv', name, [inputs[0]!, w], attributes))
        break
      }
      case 'BatchNormalization': {
        const parts = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((part) => {
          const { shape, values: numbers } = weight(name, part)
          return graph.constant(`${name}_${part}`, shape, numbers)
        })
        const epsilon = { float: config.epsilon ?? 0.001 }
        values.set(name, graph.add('BatchNormalization', name, [inputs[0]!, ...parts], { epsilon }))
        break
      }
      case 'ReLU': {
        const bounds = [
          graph.constant(`${name}_low`, [], [0]),
          graph.constant(`${name}_high`, [], [config.max_value ?? 0]),
        ]
        const limited = typeof config.max_value === 'number'
        values.set(name, graph.add(limited ? 'Clip' : 'Relu', name, [inputs[0]!, ...(limited ? bounds : [])]))
        break
      }
      case 'Add':
        values.set(name, graph.add('Add', name, inputs))
        break
      case 'AveragePooling2D': {
        const kernel_shape = [...(config.pool_size ?? [2, 2])]
        values.set(name, graph.add('AveragePool', name, inputs, { kernel_shape, ...window() }))
        break
      }
      case 'Flatten':
        // what is flattened here has one pixel, so the order of its channels stays
        values.set(name, graph.add('Flatten', name, inputs))
        break
      case 'Dropout':
        values.set(name, inputs[0]!)
        break
      case 'Dense': {
        const { shape, values: kernel } = weight(name, 'kernel')
        const bias = weight(name, 'bias')
        const w = graph.constant(`${name}_w`, shape, kernel)
        const b = graph.constant(`${name}_b`, bias.shape, bias.values)
        units = config.units ?? 0
        values.set(name, activate(name, graph.add('Gemm', name, [inputs[0]!, w, b]), config.activation))
        break
      }
      default:
        throw new ZooError(`Layer ${name} is a ${class_name}.`, 'This translation knows image classifiers only.')
    }
  }
  return graph.encode(values.get(layers.at(-1)!.name)!, [1, units], 'Keras')
}

function padding(kind: KerasConfig['padding'], before: readonly number[] | undefined) {
  if (kind === 'same') return { auto_pad: 'SAME_UPPER' }
  return { pads: [...(before ?? [0, 0, 0, 0])] }
}
