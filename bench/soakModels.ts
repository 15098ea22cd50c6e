import type { Model } from '@assay/program'
import { ModelBuilder, seededRandom, windowAttributes } from '@assay/proof/testing'
import { tinyModel } from '../test/support/tinyModel.ts'

/** A network that the soak can serve. */
export interface SoakModel {
  readonly make: () => Model
  /** Of its image; its output is bytes too. */
  readonly inputShape: readonly [number, number, number, number]
  readonly outputShape: readonly [number, number]
}

const SIDE = 64
const CHANNELS = 128
const LAYERS = 14
const OUTPUTS = 10

/** Fourteen wide convolutions with weights drawn from a seed, and a last layer: computing is nearly all that a task of it takes. */
const heavyModel = (): Model => {
  const random = seededRandom(1)
  const bytes = { low: 0, high: 255 }
  const model = new ModelBuilder()
  const convolution = (
    image: ReturnType<ModelBuilder['input']>,
    side: number,
    channels: number,
    inputs: number,
    kernel: number,
  ) =>
    model.node(
      'conv2d',
      'u8',
      [1, side, side, channels],
      [
        image,
        model.constant('i8', [channels, kernel, kernel, inputs], random.bytes(channels * kernel * kernel * inputs)),
        model.ints(Array(channels).fill(0)),
        model.floats(Array(channels).fill(1 / (kernel * Math.sqrt(inputs) * 74))),
      ],
      { ...windowAttributes({ kernel: [kernel, kernel] }), groups: 1, zeroX: 128, zeroW: 0, zeroY: 128, ...bytes },
    )
  let side = SIDE
  let last = model.input('u8', [1, side, side, 3])
  for (let layer = 0; layer < LAYERS; layer++) {
    side -= 2
    last = convolution(last, side, CHANNELS, layer === 0 ? 3 : CHANNELS, 3)
  }
  // in steps: the proof of a maximum opens all that it is of
  for (const step of [4, 3, 3]) {
    side /= step
    const window = windowAttributes({ kernel: [step, step], stride: [step, step] })
    last = model.node('max_pool', 'u8', [1, side, side, CHANNELS], [last], window)
  }
  convolution(last, 1, OUTPUTS, CHANNELS, 1)
  return model.build(12, 12)
}

export const soakModels = {
  /** Nearly all of a task is the keepers' own work. */
  tiny: { make: tinyModel, inputShape: [1, 16, 16, 2], outputShape: [1, OUTPUTS] },
  heavy: { make: heavyModel, inputShape: [1, SIDE, SIDE, 3], outputShape: [1, OUTPUTS] },
} as const satisfies Readonly<Record<string, SoakModel>>
