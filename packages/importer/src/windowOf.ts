import { OnnxError } from './errors.ts'
import type { GraphNode } from './graph.ts'
import { readWindow } from './readWindow.ts'
import { twoAxes } from './twoAxes.ts'

/** A window over the two spatial axes; one spatial axis counts as a height of 1. */
export interface Window {
  readonly kernel: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly dilations: readonly [number, number]
  /** top, left, bottom, right; with ceil_mode the last two include what the extra windows reach over. */
  readonly pads: readonly [number, number, number, number]
  readonly out: readonly [number, number]
}

/**
 * Reads kernel, strides, dilations and padding of a convolution or pool.
 * @param spatial height and width of the image (or its length alone)
 * @param weightKernel the kernel's shape where weights say it
 */
export function windowOf(node: GraphNode, spatial: readonly number[], weightKernel?: readonly number[]): Window {
  const where = `node "${node.name}" (${node.op})`
  const rank = spatial.length
  const { kernel, strides, dilations, pads, auto } = readWindow(node, rank, weightKernel)
  const begin: number[] = []
  const end: number[] = []
  const out: number[] = []
  for (let axis = 0; axis < rank; axis++) {
    const size = spatial[axis]!
    const stride = strides[axis]!
    const span = dilations[axis]! * (kernel[axis]! - 1) + 1
    let before = pads[axis]!
    let after = pads[axis + rank]!
    if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
      const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + span - size)
      before = auto === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2)
      after = total - before
    }
    const room = size + before + after - span
    let steps = Math.floor(room / stride) + 1
    if (node.attributes.get('ceil_mode') === 1) {
      steps = Math.ceil(room / stride) + 1
      // A last window that would start in the padding is left out, as ONNX Runtime does.
      if ((steps - 1) * stride >= size + before) steps--
      after += Math.max(0, (steps - 1) * stride - room)
    }
    if (room < 0 || steps < 1)
      throw new OnnxError(where, `a window of ${span} does not fit ${size} elements padded by ${before} and ${after}.`)
    begin.push(before)
    end.push(after)
    out.push(steps)
  }
  return {
    kernel: twoAxes(kernel, 1),
    strides: twoAxes(strides, 1),
    dilations: twoAxes(dilations, 1),
    pads: [...twoAxes(begin, 0), ...twoAxes(end, 0)],
    out: twoAxes(out, 1),
  }
}
