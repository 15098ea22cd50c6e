/** Bilinear resampling of one channel of pixels, centres aligned (half_pixel), edges repeated. */
export function resample(
  pixels: ArrayLike<number>,
  [height, width]: readonly [number, number],
  [rows, columns]: readonly [number, number],
): Float32Array {
  const result = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const y = place(row, rows, height)
    for (let column = 0; column < columns; column++) {
      const x = place(column, columns, width)
      const at = (i: number, j: number) => pixels[i * width + j]!
      const top = at(y.low, x.low) * (1 - x.share) + at(y.low, x.high) * x.share
      const bottom = at(y.high, x.low) * (1 - x.share) + at(y.high, x.high) * x.share
      result[row * columns + column] = top * (1 - y.share) + bottom * y.share
    }
  }
  return result
}

function place(index: number, count: number, size: number) {
  const at = Math.min(Math.max(((index + 0.5) * size) / count - 0.5, 0), size - 1)
  const low = Math.floor(at)
  return { low, high: Math.min(low + 1, size - 1), share: at - low }
}
