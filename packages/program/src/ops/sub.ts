import { pointwise } from '../pointwise.ts'

/** Difference of two tensors; source: ONNX Sub between DequantizeLinear and QuantizeLinear. */
export const sub = pointwise('sub', 10, (left, right) => left - right)
