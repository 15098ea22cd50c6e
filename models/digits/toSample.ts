import type { Digit } from './digits.ts'

/** A digit as the ONNX model takes it: pixels from 0 to 1. */
export const toSample = ({ pixels }: Digit): Float32Array[] => [Float32Array.from(pixels, (pixel) => pixel / 255)]
