import { pointwise } from '../kernels/pointwise.ts'

export const mul = pointwise('Mul')
