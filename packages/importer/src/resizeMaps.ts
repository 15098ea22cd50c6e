import { OnnxError } from './errors.ts'
import type { Constant, GraphNode } from './graph.ts'
import { isOldResize, resizeAxes } from './resizeAxes.ts'

/**
 * ONNX Resize and Upsample in mode nearest: for each axis, the input position of each output position.
 * @throws OnnxError where sizes do not fit or depend on the input
 */
export function resizeMaps(
  node: GraphNode,
  shape: readonly number[],
  constant: (input: number) => Constant | undefined,
  opset: number,
): Int32Array[] {
  const rounding = isOldResize(node, opset)
    ? 'simple'
    : String(node.attributes.get('nearest_mode') ?? 'round_prefer_floor')
  return resizeAxes(node, shape, constant, opset).map(({ size, out, scale, position }) =>
    Int32Array.from({ length: out }, (_, i) => {
      if (position === undefined) return i
      const nearest = round(rounding, position(i), scale < 1)
      if (nearest === undefined)
        throw new OnnxError(`node "${node.name}" (${node.op})`, `nearest_mode ${rounding} is not known.`)
      return Math.max(0, Math.min(size - 1, nearest))
    }),
  )
}

function round(mode: string, x: number, smaller: boolean): number | undefined {
  switch (mode) {
    case 'simple':
      return smaller ? Math.ceil(x) : Math.trunc(x)
    case 'round_prefer_floor':
      return x === Math.trunc(x) + 0.5 ? Math.trunc(x) : awayFromZero(x)
    case 'round_prefer_ceil':
      return awayFromZero(x)
    case 'floor':
      return Math.floor(x)
    case 'ceil':
      return Math.ceil(x)
    default:
      return undefined
  }
}

/** C's round(). */
const awayFromZero = (x: number): number => Math.sign(x) * Math.floor(Math.abs(x) + 0.5)
