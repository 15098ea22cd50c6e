import type { Image } from './Image.ts'

export type ResizeMethod = 'nearest' | 'bilinear'

/** The source positions that one target position averages, and their shares, which sum to 1. */
interface Taps {
  readonly start: number
  readonly shares: readonly number[]
}

/** Pixel centres lie at half-integers, as in Pillow and in ONNX Resize's `half_pixel`. */
const tapsOf = (from: number, to: number, method: ResizeMethod): readonly Taps[] =>
  Array.from({ length: to }, (_, i) => {
    const centre = ((i + 0.5) * from) / to
    if (method === 'nearest') return { start: Math.min(from - 1, Math.floor(centre)), shares: [1] }
    // when shrinking the triangle widens, so that every source pixel counts (Pillow's BILINEAR)
    const support = Math.max(1, from / to)
    const start = Math.max(0, Math.floor(centre - support + 0.5))
    const end = Math.min(from, Math.floor(centre + support + 0.5))
    const weights = Array.from({ length: end - start }, (_, j) =>
      Math.max(0, 1 - Math.abs(start + j + 0.5 - centre) / support),
    )
    const sum = weights.reduce((a, b) => a + b, 0)
    return { start, shares: weights.map((weight) => weight / sum) }
  })

/** Stretches an image to another size, first along rows, then along columns. */
export const resizeImage = (image: Image, width: number, height: number, method: ResizeMethod): Image => {
  if (image.width === width && image.height === height) return image
  const { channels } = image
  const columns = tapsOf(image.width, width, method)
  const narrow = new Float32Array(width * image.height * channels)
  for (let y = 0; y < image.height; y++)
    columns.forEach(({ start, shares }, x) => {
      for (let c = 0; c < channels; c++) {
        let sum = 0
        for (const [j, share] of shares.entries())
          sum += share * image.values[(y * image.width + start + j) * channels + c]!
        narrow[(y * width + x) * channels + c] = sum
      }
    })
  const row = width * channels
  const values = new Float32Array(row * height)
  tapsOf(image.height, height, method).forEach(({ start, shares }, y) => {
    for (let i = 0; i < row; i++) {
      let sum = 0
      for (const [j, share] of shares.entries()) sum += share * narrow[(start + j) * row + i]!
      values[y * row + i] = sum
    }
  })
  return { width, height, channels, values }
}
