import { pointwise } from '../pointwise.ts'

/** Sum of two tensors; source: ONNX Add between DequantizeLinear and QuantizeLinear. */
export const add = pointwise('add', 3, (left, right) => left + right)
