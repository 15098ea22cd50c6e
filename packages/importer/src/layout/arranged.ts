import { axisOrder, rowMajor, type Storage, sameStorage } from '../storage.ts'
import type { Place, Writer } from './Writer.ts'

/** A tensor whose stored dimensions are whole axes of its ONNX shape. */
export interface Arranged {
  readonly place: Place
  /** Axes from the outermost stored to the innermost. */
  readonly order: readonly number[]
}

/** A tensor in its own order if that is one of whole axes, else moved to row-major. */
export function arranged(writer: Writer, tensor: string): Arranged {
  const shape = writer.shape(tensor)
  const place = writer.place(tensor)
  const order = axisOrder(place.storage, shape)
  if (order !== undefined) return { place, order }
  return { place: writer.stored(tensor, rowMajor(shape)), order: [...shape.keys()] }
}

export const isRowMajor = (storage: Storage, shape: readonly number[]): boolean => sameStorage(storage, rowMajor(shape))
