import type { Shape } from '@assay/program'
import type { QuantisedLayer } from '../5-quantise.ts'
import type { ConvLayer } from '../layer.ts'
import { type PhaseAxis, phasesOf } from '../phasesOf.ts'
import type { QuantisedProduct } from '../quantiseProduct.ts'
import { canonical, channelsLast, type Storage } from '../storage.ts'
import type { TransposedWindow } from '../transposedWindowOf.ts'
import { productOperands, windowAttributes, zeros } from './products.ts'
import { imageShape } from './shapes.ts'
import type { Writer } from './Writer.ts'

/**
 * A transposed convolution: one convolution whose channels are the phases (outputs a stride apart), a transpose that puts
 * them beside each other, and a slice where more was computed than the output has. No byte is rescaled on the way.
 */
export function layTransposedConv(
  writer: Writer,
  quantised: QuantisedLayer,
  layer: ConvLayer,
  window: TransposedWindow,
): void {
  const input = layer.inputs[0]!
  const image = imageShape(writer.shape(input))
  const [rows, columns] = phasesOf(window, [image[1], image[2]])
  const product = quantised.product!
  const { order, repeated } = phaseWeights(product, layer.groups, rows, columns)
  const [outputs, perGroup] = product.shape
  const phases = rows.phases * columns.phases
  const shape: Shape = [outputs * phases, rows.taps, columns.taps, perGroup]
  const computed: Shape = [image[0], rows.elements, columns.elements, outputs * phases]
  const { dtype } = quantised.output
  const x = writer.operandOf(writer.stored(input, channelsLast(writer.shape(input))), image)
  const apart = writer.push(
    'conv2d',
    layer.name,
    { dtype, shape: computed },
    [x, ...productOperands(writer, repeated, shape, order)],
    {
      ...windowAttributes({
        kernel: [rows.taps, columns.taps],
        strides: [1, 1],
        dilations: [1, 1],
        pads: [rows.padBefore, columns.padBefore, rows.padAfter, columns.padAfter],
        out: [rows.elements, columns.elements],
      }),
      groups: layer.groups,
      ...zeros(quantised, product.zero),
    },
  )

  const whole = [image[0], outputs, rows.elements * rows.phases, columns.elements * columns.phases] as const
  const name = `${layer.output}/phases`
  writer.settle(name, apart, storageOfPhases(whole, layer.groups, rows, columns), quantised.output)
  const together = writer.stored(name, channelsLast(whole))
  const output = writer.shape(layer.output)
  const wanted = imageShape(output)
  const from = imageShape(whole)
  let operand = writer.operandOf(together, from)
  if (wanted[1] !== from[1] || wanted[2] !== from[2])
    operand = writer.push('slice', layer.name, { dtype, shape: wanted }, [operand], {
      ...{ start0: 0, start1: rows.cut, start2: columns.cut, start3: 0 },
      ...{ step0: 1, step1: 1, step2: 1, step3: 1 },
    })
  writer.settle(layer.output, { ...operand, shape: wanted }, channelsLast(output), quantised.output)
}

/**
 * Channels of the convolution, from the outermost: group, row phase, column phase, channel of the group. Without groups
 * that is one transpose away from the image.
 */
function phaseWeights(
  product: QuantisedProduct,
  groups: number,
  rows: PhaseAxis,
  columns: PhaseAxis,
): { order: Int32Array; repeated: QuantisedProduct } {
  const [outputs, perGroup, height, width] = product.shape
  const channels = outputs / groups
  const phases = rows.phases * columns.phases
  const taps = rows.taps * columns.taps * perGroup
  const order = new Int32Array(outputs * phases * taps)
  const from = new Int32Array(outputs * phases)
  let at = 0
  for (let o = 0; o < outputs * phases; o++) {
    const [group, phase] = [Math.floor(o / (phases * channels)), Math.floor(o / channels) % phases]
    const output = group * channels + (o % channels)
    from[o] = output
    const kernelY = rows.tapOf[Math.floor(phase / columns.phases)]!
    const kernelX = columns.tapOf[phase % columns.phases]!
    for (const y of kernelY)
      for (const x of kernelX)
        for (let i = 0; i < perGroup; i++)
          order[at++] = y < 0 || x < 0 ? -1 : ((output * perGroup + i) * height + y) * width + x
  }
  const repeated = {
    ...product,
    bias: Int32Array.from(from, (output) => product.bias[output]!),
    multipliers: Float32Array.from(from, (output) => product.multipliers[output]!),
  }
  return { order, repeated }
}

/** Where the convolution's bytes belong in the image [N, C, H, W] of all phases. */
function storageOfPhases(
  [batch, outputs, height, width]: readonly [number, number, number, number],
  groups: number,
  rows: PhaseAxis,
  columns: PhaseAxis,
): Storage {
  const plane = height * width
  return canonical([
    { size: batch, stride: outputs * plane },
    { size: rows.elements, stride: rows.phases * width },
    { size: columns.elements, stride: columns.phases },
    { size: groups, stride: (outputs / groups) * plane },
    { size: rows.phases, stride: width },
    { size: columns.phases, stride: 1 },
    { size: outputs / groups, stride: plane },
  ])
}
