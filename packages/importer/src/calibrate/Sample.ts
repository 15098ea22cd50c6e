/** One array of numbers per input, in the model's own units and row-major order; integers for inputs of token ids. */
export type Sample = readonly (Float32Array | Int32Array)[]
