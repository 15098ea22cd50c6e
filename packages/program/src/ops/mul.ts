import { pointwise } from '../pointwise.ts'

/** Product of two tensors; source: ONNX Mul between DequantizeLinear and QuantizeLinear. */
export const mul = pointwise('mul', 9, (left, right) => left * right)
