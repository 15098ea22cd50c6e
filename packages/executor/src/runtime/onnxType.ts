import type { Dtype } from '@assay/program'

/** ONNX element types a lowering meets: the program's own, int64 for shapes and wide integers, binary64 for exact ones. */
export type OnnxType = Dtype | 'i64' | 'f64'

/** TensorProto.DataType codes, which ONNXTensorElementDataType shares. Source: onnx.proto3. */
export const typeCode: Readonly<Record<OnnxType, number>> = { f32: 1, u8: 2, i8: 3, i32: 6, i64: 7, f64: 11 }

/** Bytes of an element. */
export const typeSize: Readonly<Record<OnnxType, number>> = { u8: 1, i8: 1, i32: 4, f32: 4, i64: 8, f64: 8 }
