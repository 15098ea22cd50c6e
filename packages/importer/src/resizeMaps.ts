import { OnnxError } from './errors.ts'
import type { Constant, GraphNode } from './graph.ts'
import { wrapAxis } from './wrapAxis.ts'

/**
 * ONNX Resize (opset 10 on) and Upsample in mode nearest: for each axis, the input position of each output position.
 * Coordinates are computed in binary32, as ONNX Runtime does (core/providers/cpu/tensor/upsample.cc).
 * @throws OnnxError where sizes do not fit or depend on the input
 */
export function resizeMaps(
  node: GraphNode,
  shape: readonly number[],
  constant: (input: number) => Constant | undefined,
  opset: number,
): Int32Array[] {
  const fail = (message: string): never => {
    throw new OnnxError(`node "${node.name}" (${node.op})`, message)
  }
  const old = node.op === 'Upsample' || opset < 11
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
  const rounding = old ? 'simple' : String(node.attributes.get('nearest_mode') ?? 'round_prefer_floor')
  return shape.map((size, axis) => {
    const at = axes.indexOf(axis)
    if (at < 0) return Int32Array.from({ length: size }, (_, i) => i)
    const out = sizes === undefined ? Math.floor(Math.fround(Math.fround(factors![at]!) * size)) : sizes[at]!
    const scale = Math.fround(sizes === undefined ? factors![at]! : out / size)
    if (!Number.isInteger(out) || out < 1 || out > LARGEST_AXIS || !(scale > 0))
      fail(`an axis of ${size} would become ${out}; it must become 1..${LARGEST_AXIS}.`)
    if (scale === 1 && out === size) return Int32Array.from({ length: size }, (_, i) => i)
    return Int32Array.from({ length: out }, (_, i) => {
      const x = Math.fround(coordinate(transform, i, scale, size, out) ?? fail(`mode ${transform} is not supported.`))
      const nearest = round(rounding, x, scale < 1) ?? fail(`nearest_mode ${rounding} is not known.`)
      return Math.max(0, Math.min(size - 1, nearest))
    })
  })
}

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
