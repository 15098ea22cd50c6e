import type { Shape } from './types.ts'

export const elementCount = (shape: Shape): number => shape[0] * shape[1] * shape[2] * shape[3]
