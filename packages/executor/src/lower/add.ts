import { pointwise } from '../kernels/pointwise.ts'

export const add = pointwise('Add')
