import { OnnxError } from './errors.ts'
import type { Constant, GraphNode } from './graph.ts'
import { wrapAxis } from './wrapAxis.ts'

/** What resizing does to one axis. */
export interface ResizedAxis {
  readonly size: number
  readonly out: number
  /** Output elements for each input element. */
  readonly scale: number
  /** Where on the input each output element lies; undefined where the axis stays as it is. @throws OnnxError */
  readonly position: ((i: number) => number) | undefined
}

/**
 * ONNX Resize (opset 10 on) and Upsample: sizes of each axis, and coordinates in binary32 as ONNX Runtime computes them
 * (core/providers/cpu/tensor/upsample.cc).
 * @throws OnnxError where sizes do not fit or depend on the input
 */
export function resizeAxes(
  node: GraphNode,
  shape: readonly number[],
  constant: (input: number) => Constant | undefined,
  opset: number,
): ResizedAxis[] {
  const fail = (message: string): never => {
    throw new OnnxError(`node "${node.name}" (${node.op})`, message)
  }
  const old = isOldResize(node, opset)
  const listed = node.attributes.get('axes')
  const axes = Array.isArray(listed)
    ? (listed as number[]).map((axis) => wrapAxis(node, axis, shape.length))
    : shape.map((_, axis) => axis)
  const attribute = node.attributes.get('scales')
  const factors = Array.isArray(attribute) ? (attribute as number[]) : filled(constant(old ? 1 : 2))
  const sizes = old ? undefined : filled(constant(3))
  const given = sizes ?? factors ?? fail('its scales or sizes must be constant.')
  if (given.length !== axes.length) fail(`${given.length} scales or sizes for ${axes.length} axes.`)
  const transform = old ? 'asymmetric' : String(node.attributes.get('coordinate_transformation_mode') ?? 'half_pixel')
  const resized = shape.map((size, axis): ResizedAxis => {
    const at = axes.indexOf(axis)
    if (at < 0) return { size, out: size, scale: 1, position: undefined }
    const out = sizes === undefined ? Math.floor(Math.fround(Math.fround(factors![at]!) * size)) : sizes[at]!
    const scale = Math.fround(sizes === undefined ? factors![at]! : out / size)
    if (!Number.isInteger(out) || out < 1 || out > LARGEST_AXIS || !(scale > 0))
      fail(`an axis of ${size} would become ${out}; it must become 1..${LARGEST_AXIS}.`)
    const position = (i: number) =>
      Math.fround(coordinate(transform, i, scale, size, out) ?? fail(`mode ${transform} is not supported.`))
    return { size, out, scale, position: scale === 1 && out === size ? undefined : position }
  })
  // A tensor that keeps its shape is copied there, whatever its scales.
  return resized.every(({ size, out }) => out === size)
    ? resized.map((axis) => ({ ...axis, position: undefined }))
    : resized
}

/** Upsample, and Resize of opset 10: no modes of coordinates and rounding yet. */
export const isOldResize = (node: GraphNode, opset: number): boolean => node.op === 'Upsample' || opset < 11

const LARGEST_AXIS = 2 ** 16

const filled = (constant: Constant | undefined): readonly number[] | undefined =>
  constant === undefined || constant.values.length === 0 ? undefined : Array.from(constant.values)

function coordinate(mode: string, i: number, scale: number, size: number, out: number): number | undefined {
  const centre = Math.fround(Math.fround(i + 0.5) / scale)
  const half = Math.fround(centre - 0.5)
  switch (mode) {
    case 'half_pixel':
      return half
    case 'pytorch_half_pixel':
      return out > 1 ? half : 0
    case 'asymmetric':
      return Math.fround(i / scale)
    case 'tf_half_pixel_for_nn':
      return centre
    case 'align_corners':
      return out === 1 ? 0 : Math.fround(Math.fround(i * (size - 1)) / (out - 1))
    case 'half_pixel_symmetric': {
      const adjustment = Math.fround(out / Math.fround(scale * size))
      const offset = Math.fround(Math.fround(size / 2) * Math.fround(1 - adjustment))
      return Math.fround(Math.fround(offset + centre) - 0.5)
    }
    default:
      return undefined
  }
}
