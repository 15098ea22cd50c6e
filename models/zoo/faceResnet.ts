import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FloatGraph } from './lib/FloatGraph.ts'
import { faceApi } from './lib/faceApi.ts'
import { fetchPackage } from './lib/fetchPackage.ts'
import { photoSamples } from './lib/photoSamples.ts'
import { readWeights, type Weight, type WeightEntry } from './lib/readWeights.ts'
import { reorder } from './lib/reorder.ts'
import type { ZooModel } from './ZooModel.ts'

const SIZE = 150
const MEANS = [122.782, 117.001, 104.298]

/** The residual network that turns a face into 128 numbers: 29 convolutions, 150 x 150. Third party, MIT. */
export const faceResnet: ZooModel = {
  name: 'face-resnet',
  title: 'ResNet of 29 convolutions, 150 x 150, 128 features',
  source: 'npm @vladmandic/face-api 1.7.15 (MIT): trained weights of the dlib face descriptor, written as ONNX',
  weights: 'third party',
  async load() {
    const folder = join(await fetchPackage(faceApi), 'model')
    const manifest = readFileSync(join(folder, 'face_recognition_model-weights_manifest.json'), 'utf8')
    const [{ weights }] = JSON.parse(manifest) as [{ weights: WeightEntry[] }]
    const data = new Uint8Array(readFileSync(join(folder, 'face_recognition_model.bin')))
    const value = (byte: number, colour: number) => (byte - MEANS[colour]!) / 255
    const pixels = { height: SIZE, width: SIZE, value }
    return {
      onnx: build(readWeights(weights, data)),
      calibration: await photoSamples(32, 3, pixels),
      evaluation: { set: '64 crops of photographs', samples: await photoSamples(64, 4, pixels) },
    }
  },
}

/** The network as face-api runs it: convolution and scale, pairs of them with a residual, widened by zero channels. */
function build(weights: ReadonlyMap<string, Weight>): Uint8Array {
  const graph = new FloatGraph()
  const channelsOf = (name: string) => weights.get(`${name}/conv/filters`)!.shape[3]!

  const convolve = (x: string, name: string, stride: number, relu: boolean): string => {
    const { shape, values } = weights.get(`${name}/conv/filters`)!
    const [kH, kW, inner, outer] = shape as [number, number, number, number]
    const bias = weights.get(`${name}/conv/bias`)!.values
    const scale = weights.get(`${name}/scale/weights`)!.values
    const shift = weights.get(`${name}/scale/biases`)!.values
    // the scale and shift after the convolution are a batch normalisation of mean 0 and variance 1
    const w = graph.constant(`${name}/w`, [outer, inner, kH, kW], reorder(values, shape, [3, 2, 0, 1]))
    const b = graph.constant(`${name}/b`, [outer], bias)
    const window = { kernel_shape: [kH, kW], strides: [stride, stride] }
    const pads = stride === 2 ? { pads: [0, 0, 0, 0] } : { auto_pad: 'SAME_UPPER' }
    const sum = graph.add('Conv', name, [x, w, b], { ...window, ...pads })
    const ones = new Float32Array(outer).fill(1)
    const scaled = graph.add(
      'BatchNormalization',
      `${name}/scaled`,
      [
        sum,
        graph.constant(`${name}/scale`, [outer], scale),
        graph.constant(`${name}/shift`, [outer], shift),
        graph.constant(`${name}/mean`, [outer], new Float32Array(outer)),
        graph.constant(`${name}/variance`, [outer], ones),
      ],
      { epsilon: { float: 0 } },
    )
    return relu ? graph.add('Relu', `${name}/relu`, [scaled]) : scaled
  }
  const pad = (x: string, name: string, after: readonly number[]) =>
    graph.add('Pad', name, [x, graph.integers(`${name}/pads`, [0, 0, 0, 0, ...after])])

  let size = SIZE
  let x = convolve(graph.input('pixels', [1, 3, SIZE, SIZE]), 'conv32_down', 2, true)
  size = Math.floor((size - 7) / 2) + 1
  x = graph.add('MaxPool', 'pool', [x], { kernel_shape: [3, 3], strides: [2, 2] })
  size = Math.floor((size - 3) / 2) + 1
  let channels = channelsOf('conv32_down')

  const block = (name: string) => {
    const inner = convolve(convolve(x, `${name}/conv1`, 1, true), `${name}/conv2`, 1, false)
    x = graph.add('Relu', `${name}/out`, [graph.add('Add', `${name}/add`, [inner, x])])
  }
  const narrow = (name: string) => {
    const inner = convolve(convolve(x, `${name}/conv1`, 2, true), `${name}/conv2`, 1, false)
    const pooled = graph.add('AveragePool', `${name}/pool`, [x], { kernel_shape: [2, 2], strides: [2, 2] })
    const outer = channelsOf(`${name}/conv1`)
    const [convolved, halved] = [Math.floor((size - 3) / 2) + 1, Math.floor(size / 2)]
    const side = halved - convolved
    const left = side === 0 ? inner : pad(inner, `${name}/frame`, [0, 0, side, side])
    const right = outer === channels ? pooled : pad(pooled, `${name}/widen`, [0, outer - channels, 0, 0])
    x = graph.add('Relu', `${name}/out`, [graph.add('Add', `${name}/add`, [left, right])])
    size = halved
    channels = outer
  }
  for (const name of ['conv32_1', 'conv32_2', 'conv32_3']) block(name)
  narrow('conv64_down')
  for (const name of ['conv64_1', 'conv64_2', 'conv64_3']) block(name)
  narrow('conv128_down')
  for (const name of ['conv128_1', 'conv128_2']) block(name)
  narrow('conv256_down')
  for (const name of ['conv256_1', 'conv256_2']) block(name)
  narrow('conv256_down_out')

  const average = graph.add('GlobalAveragePool', 'average', [x])
  const features = graph.add('Flatten', 'features', [average])
  const { shape, values } = weights.get('fc')!
  const output = graph.add('MatMul', 'descriptor', [features, graph.constant('fc/w', shape, values)])
  return graph.encode(output, [1, shape[1]!], 'face-api')
}
