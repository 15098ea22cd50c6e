import type { GraphNode } from './graph.ts'
import { conv, qlinearConv } from './translate/conv.ts'
import {
  batchNormalization,
  binary,
  clip,
  dequantizeLinear,
  qlinearAdd,
  qlinearUnary,
  quantizeLinear,
  unary,
} from './translate/elementwise.ts'
import { gemm, matMul, qgemm, qlinearMatMul } from './translate/matmul.ts'
import { reshape, softmax, transpose } from './translate/movement.ts'
import { averagePool, globalAveragePool, maxPool, reduceMean } from './translate/pool.ts'
import type { Translation } from './translation.ts'
import { unaryFunctions } from './unaryFunctions.ts'

/** What each ONNX operator becomes; the same names as in inferShape.ts, which a test checks. */
export const translators: Readonly<Record<string, (t: Translation, node: GraphNode) => void>> = {
  ...Object.fromEntries(Object.keys(unaryFunctions).map((op) => [op, unary])),
  Conv: conv,
  QLinearConv: qlinearConv,
  MaxPool: maxPool,
  AveragePool: averagePool,
  'com.microsoft.QLinearAveragePool': averagePool,
  GlobalAveragePool: globalAveragePool,
  'com.microsoft.QLinearGlobalAveragePool': globalAveragePool,
  ReduceMean: reduceMean,
  Gemm: gemm,
  'com.microsoft.QGemm': qgemm,
  MatMul: matMul,
  QLinearMatMul: qlinearMatMul,
  Add: binary,
  Sub: binary,
  Mul: binary,
  Div: binary,
  'com.microsoft.QLinearAdd': qlinearAdd,
  'com.microsoft.QLinearSigmoid': qlinearUnary,
  'com.microsoft.QLinearLeakyRelu': qlinearUnary,
  BatchNormalization: batchNormalization,
  Clip: clip,
  Softmax: softmax,
  LogSoftmax: softmax,
  QuantizeLinear: quantizeLinear,
  DequantizeLinear: dequantizeLinear,
  Flatten: reshape,
  Reshape: reshape,
  Squeeze: reshape,
  Unsqueeze: reshape,
  Transpose: transpose,
}
