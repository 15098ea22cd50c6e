/** One array of numbers per input, in the model's own units and row-major order. */
export type Sample = readonly Float32Array[]
