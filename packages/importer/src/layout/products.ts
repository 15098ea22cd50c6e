import type { Operand, Shape } from '@assay/program'
import type { QuantisedLayer } from '../5-quantise.ts'
import type { QuantisedProduct } from '../quantiseProduct.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Window } from '../windowOf.ts'
import type { Writer } from './Writer.ts'

/** docs/format.md: pairs of types that products take. */
export function checkPair(x: string, w: string): void {
  if (x === 'i8' && w === 'u8')
    throw new RefusedNode(
      'int8 times uint8, which no product takes',
      'quantise both to the same type, or the weights to int8',
    )
}

export const zeros = ({ inputs, output, low, high }: QuantisedLayer, zeroW: number) => ({
  zeroX: inputs[0]!.zero,
  zeroW,
  zeroY: output.zero,
  low,
  high,
})

/** @param order for each stored weight, its index in ONNX's order, or -1 for none: it counts nothing */
export const productOperands = (
  writer: Writer,
  product: QuantisedProduct,
  shape: Shape,
  order: Int32Array,
): Operand[] => [
  writer.constant(
    product.dtype,
    shape,
    new Uint8Array(order.length).map((_, at) => (product.values[order[at]!] ?? product.zero) & 255),
  ),
  writer.integers(product.bias),
  writer.floats(product.multipliers),
]

export const windowAttributes = ({ kernel, strides, dilations, pads }: Window) => ({
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
