import { pointwise } from '../kernels/pointwise.ts'

export const sub = pointwise('Sub')
