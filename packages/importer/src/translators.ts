import type { GraphNode } from './graph.ts'
import { batchNormalization } from './translate/batchNormalization.ts'
import { binary, qlinearBinary, sum } from './translate/binary.ts'
import { conv, qlinearConv } from './translate/conv.ts'
import { convTranspose } from './translate/convTranspose.ts'
import { layerNormalization } from './translate/layerNormalization.ts'
import { gemm, matMul, qgemm, qlinearMatMul } from './translate/matmul.ts'
import { concat, expand, gather, pad, qlinearConcat, reshape, resize, slice, transpose } from './translate/movement.ts'
import { averagePool, maxPool } from './translate/pool.ts'
import { cast, dequantizeLinear, qlinearUnary, quantizeLinear } from './translate/quantisation.ts'
import { argMax, globalAveragePool, reduce, reduceMax } from './translate/reduce.ts'
import { qlinearSoftmax, softmax } from './translate/softmax.ts'
import { treeEnsemble } from './translate/treeEnsemble.ts'
import { clip, extreme, pow, prelu, unary } from './translate/unary.ts'
import { where } from './translate/where.ts'
import type { Translation } from './translation.ts'
import { unaryFunctions } from './unaryFunctions.ts'

/** What each ONNX operator becomes; the same names as in inferShape.ts, which a test checks. */
export const translators: Readonly<Record<string, (t: Translation, node: GraphNode) => void>> = {
  ...Object.fromEntries(Object.keys(unaryFunctions).map((op) => [op, unary])),
  Conv: conv,
  QLinearConv: qlinearConv,
  ConvTranspose: convTranspose,
  MaxPool: maxPool,
  AveragePool: averagePool,
  'com.microsoft.QLinearAveragePool': averagePool,
  GlobalAveragePool: globalAveragePool,
  'com.microsoft.QLinearGlobalAveragePool': globalAveragePool,
  GlobalMaxPool: reduceMax,
  ReduceMean: reduce,
  ReduceSum: reduce,
  ReduceMax: reduceMax,
  ArgMax: argMax,
  Gemm: gemm,
  'com.microsoft.QGemm': qgemm,
  MatMul: matMul,
  QLinearMatMul: qlinearMatMul,
  Add: binary,
  Sub: binary,
  Mul: binary,
  Div: binary,
  Sum: sum,
  Pow: pow,
  Min: extreme,
  Max: extreme,
  PRelu: prelu,
  Where: where,
  'com.microsoft.QLinearAdd': qlinearBinary,
  'com.microsoft.QLinearMul': qlinearBinary,
  'com.microsoft.QLinearSigmoid': qlinearUnary,
  'com.microsoft.QLinearLeakyRelu': qlinearUnary,
  'com.microsoft.QLinearConcat': qlinearConcat,
  'com.microsoft.QLinearSoftmax': qlinearSoftmax,
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  Clip: clip,
  Softmax: softmax,
  LogSoftmax: softmax,
  QuantizeLinear: quantizeLinear,
  DequantizeLinear: dequantizeLinear,
  Cast: cast,
  Flatten: reshape,
  Reshape: reshape,
  Squeeze: reshape,
  Unsqueeze: reshape,
  Transpose: transpose,
  Concat: concat,
  Pad: pad,
  Slice: slice,
  Gather: gather,
  Resize: resize,
  Upsample: resize,
  Expand: expand,
  'ai.onnx.ml.TreeEnsembleRegressor': treeEnsemble,
  'ai.onnx.ml.TreeEnsembleClassifier': treeEnsemble,
}
