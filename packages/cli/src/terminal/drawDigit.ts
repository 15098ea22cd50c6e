const SIDE = 28
const SHADES = [' ', '░', '▒', '▓', '█'] as const

const shade = (value: number): string =>
  SHADES[Math.min(SHADES.length - 1, Math.floor((value / 256) * SHADES.length))] ?? ' '

/** A 28 x 28 grey image (bytes, row-major) as text: two columns a pixel, every row, blank borders cut. */
export const drawDigit = (pixels: Uint8Array): string => {
  const rows = Array.from({ length: SIDE }, (_, y) =>
    Array.from({ length: SIDE }, (_, x) => shade(pixels[y * SIDE + x] ?? 0).repeat(2))
      .join('')
      .trimEnd(),
  )
  const first = rows.findIndex((row) => row !== '')
  const last = rows.findLastIndex((row) => row !== '')
  return rows.slice(Math.max(first, 0), last + 1).join('\n')
}
