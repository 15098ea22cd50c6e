/** Elements of a shape; 1 for a scalar. */
export const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)
