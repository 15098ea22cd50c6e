import { dtypeRange } from '../kernels/dtypeRange.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { windowAttributes } from '../kernels/windowAttributes.ts'
import type { Lowering } from '../Lowering.ts'

/**
 * ONNX Runtime's pooling refuses pads as large as the kernel, and a dilated window can lie outside the image altogether.
 * In those cases the image is padded first, with the dtype's minimum, which no maximum notices and an empty window gives.
 */
export const max_pool: Lowering = ({ graph }, node, [x]) => {
  const dtype = eightBit(node.dtype, 'max_pool output')
  const { kernelH, kernelW, dilationH, dilationW, padTop, padLeft, padBottom, padRight } = node.attributes
  const attributes = windowAttributes(node)
  const pooled = (value: string, pads: readonly number[]) =>
    graph.add('NhwcMaxPool', [value], { ...attributes, pads }, 'com.microsoft')
  const everyWindowMeetsTheImage =
    dilationH === 1 &&
    dilationW === 1 &&
    Math.max(padTop!, padBottom!) < kernelH! &&
    Math.max(padLeft!, padRight!) < kernelW!
  const unpadded = attributes.pads.every((pad) => pad === 0)
  if (unpadded || everyWindowMeetsTheImage) return pooled(x!.value(), attributes.pads)
  const pads = graph.int64s([0, padTop!, padLeft!, 0, 0, padBottom!, padRight!, 0])
  const padded = graph.add('Pad', [x!.value(), pads, graph.scalar(dtype, dtypeRange(dtype).low)])
  return pooled(padded, [0, 0, 0, 0])
}
