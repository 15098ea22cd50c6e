import { tensorBytes } from '../src/tensorBytes.ts'
import type { TensorType } from '../src/types.ts'

/** Any bytes at all: multipliers come out as NaN, infinite, denormal and negative too. */
export const randomTensor = (pick: (min: number, max: number) => number, type: TensorType): Uint8Array =>
  Uint8Array.from({ length: tensorBytes(type) }, () => pick(0, 255))
