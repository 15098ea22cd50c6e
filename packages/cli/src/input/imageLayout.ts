import { UsageError } from '../errors.ts'

export interface ImageLayout {
  readonly channels: 1 | 3
  readonly height: number
  readonly width: number
  /** Where the channel axis is in the ONNX model's own order. */
  readonly order: 'nchw' | 'nhwc'
}

/** What the ONNX file says about an input. */
export interface ImageInput {
  readonly name: string
  readonly shape: readonly number[]
  readonly order: 'row-major' | 'channels-last'
}

const isChannels = (dim: number | undefined): dim is 1 | 3 => dim === 1 || dim === 3

/**
 * How a picture lies in a model's input: [N, C, H, W] or [C, H, W], [N, H, W, C] or [H, W, C], a plane [H, W], or a square flattened to one row.
 * @param wanted for shapes that can be read both ways; an input that the program holds channels-last is NCHW in ONNX
 */
export const imageLayout = (
  { name, shape, order }: ImageInput,
  wanted: ImageLayout['order'] | 'auto' = 'auto',
): ImageLayout => {
  const refuse = (why: string): never => {
    throw new UsageError(
      `input "${name}" [${shape.join(', ')}] does not take a picture: ${why}. Give its numbers in a .npy or .json file.`,
    )
  }
  const dims = shape.length > 3 ? shape.slice(-3) : [...shape]
  const batch = shape.length > 3 ? shape.slice(0, -3) : []
  if (batch.some((dim) => dim !== 1)) return refuse('it takes several at once')
  if (dims.length === 3) {
    const [a = 0, b = 0, c = 0] = dims
    const first = order === 'channels-last' || wanted === 'nchw' || (wanted === 'auto' && isChannels(a))
    const channels = first ? a : c
    if (!isChannels(channels)) return refuse(`${channels} channels are neither 1 (grey) nor 3 (red, green, blue)`)
    return first ? { channels, height: b, width: c, order: 'nchw' } : { channels, height: a, width: b, order: 'nhwc' }
  }
  const [rows, columns] = dims.length === 2 ? [dims[0] ?? 0, dims[1] ?? 0] : [1, dims[0] ?? 0]
  if (rows > 1) return { channels: 1, height: rows, width: columns, order: 'nhwc' }
  const side = Math.sqrt(columns)
  if (!Number.isInteger(side)) return refuse(`${columns} numbers in a row are no square`)
  return { channels: 1, height: side, width: side, order: 'nhwc' }
}
