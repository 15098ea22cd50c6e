import { type ReadOptions, read } from './1-read.ts'
import type { ValueInfo } from './graph.ts'

/**
 * Names, element types and shapes of an ONNX model's inputs, in order.
 * @throws OnnxError, DynamicShapeError, WeightError
 */
export const readOnnxInputs = (onnx: Uint8Array, options: ReadOptions = {}): readonly ValueInfo[] =>
  read(onnx, options).inputs
