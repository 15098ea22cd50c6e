import { OnnxError } from './errors.ts'
import type { GraphNode } from './graph.ts'
import { readWindow } from './readWindow.ts'
import { twoAxes } from './twoAxes.ts'
import type { Window } from './windowOf.ts'

/**
 * The window of a transposed convolution over the two spatial axes; one spatial axis counts as a height of 1. Input i of
 * an axis goes, times tap k, to output `i * stride + k * dilation - before`; outputs that nothing reaches are the bias.
 */
export interface TransposedWindow {
  readonly kernel: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly dilations: readonly [number, number]
  /** Outputs cut off at the top and at the left. */
  readonly before: readonly [number, number]
  readonly out: readonly [number, number]
}

export const isTransposed = (window: Window | TransposedWindow): window is TransposedWindow => !('pads' in window)

/**
 * Reads the window of an ONNX ConvTranspose; where output_shape or auto_pad say the padding, it is divided as ONNX
 * Runtime does (core/providers/cpu/nn/conv_transpose_attributes.h).
 * @param spatial height and width of the image (or its length alone)
 * @throws OnnxError
 */
export function transposedWindowOf(
  node: GraphNode,
  spatial: readonly number[],
  weightKernel: readonly number[],
): TransposedWindow {
  const where = `node "${node.name}" (${node.op})`
  const rank = spatial.length
  const { kernel, strides, dilations, pads, auto } = readWindow(node, rank, weightKernel)
  if (kernel.some((size, axis) => size !== weightKernel[axis]))
    throw new OnnxError(where, `kernel_shape is [${kernel}], but its weights have [${weightKernel}].`)
  const list = (name: string): readonly number[] | undefined => {
    const given = node.attributes.get(name)
    if (!Array.isArray(given) || given.length === 0) return undefined
    const values = given as readonly number[]
    if (values.length !== rank || values.some((value) => value < 0 || value > LARGEST_AXIS))
      throw new OnnxError(where, `${name} is [${values.slice(0, 8)}]; it needs ${rank} sizes of 0..${LARGEST_AXIS}.`)
    return values
  }
  const extra = list('output_padding')
  const wanted = list('output_shape')
  const before: number[] = []
  const out: number[] = []
  for (let axis = 0; axis < rank; axis++) {
    const [size, stride] = [spatial[axis]!, strides[axis]!]
    const whole = (size - 1) * stride + (extra?.[axis] ?? 0) + (kernel[axis]! - 1) * dilations[axis]! + 1
    const same = auto === 'SAME_UPPER' || auto === 'SAME_LOWER'
    const target = wanted?.[axis] ?? (same ? size * stride : undefined)
    const cut = target === undefined ? 0 : Math.max(0, whole - target)
    const first = auto === 'SAME_UPPER' ? Math.floor(cut / 2) : Math.ceil(cut / 2)
    before.push(target === undefined ? pads[axis]! : first)
    out.push(wanted?.[axis] ?? whole - (same ? cut : pads[axis]! + pads[axis + rank]!))
    if (out[axis]! < 1 || out[axis]! > whole)
      throw new OnnxError(where, `an axis of ${size} would become ${out[axis]}; it can become 1..${whole}.`)
  }
  return {
    kernel: twoAxes(kernel, 1),
    strides: twoAxes(strides, 1),
    dilations: twoAxes(dilations, 1),
    before: twoAxes(before, 0),
    out: twoAxes(out, 1),
  }
}

const LARGEST_AXIS = 2 ** 16
