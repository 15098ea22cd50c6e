/** Whether a tensor is one vector of scores: a single dimension larger than 1. */
export const isVector = (shape: readonly number[]): boolean => shape.filter((dim) => dim > 1).length <= 1
