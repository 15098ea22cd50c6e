import type { Reads } from './OpDefinition.ts'
import type { TensorType } from './types.ts'

export interface WindowExtent {
  /** Rows that are read, and rows from the first of them to the last. */
  readonly rows: number
  readonly rowsApart: number
  /** Pixels from the first to the last in a row, and bytes read at each. */
  readonly columnsApart: number
  readonly width: number
}

/**
 * What a window reads of an image of bytes: each row by itself, or, where those would be more chunks, everything from the
 * first row to the last. Taps outside the image are not read.
 */
export const windowReads = (image: TensorType, window: WindowExtent, chunkBytes: number): Reads => {
  const [, height, width, channels] = image.shape
  const rowBytes = width * channels
  const runBytes = Math.min(window.columnsApart * channels + window.width, rowBytes)
  const allBytes = Math.min(window.rowsApart, height - 1) * rowBytes + runBytes
  const chunks = (bytes: number) => 1 + Math.ceil((bytes - 1) / chunkBytes)
  return chunks(allBytes) < window.rows * chunks(runBytes)
    ? { runs: 1, runBytes: allBytes }
    : { runs: window.rows, runBytes }
}
