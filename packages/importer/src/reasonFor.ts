import { constantRules } from './evaluateConstant.ts'

const DYNAMIC = [
  'DynamicQuantizeLinear',
  'com.microsoft.DynamicQuantizeLSTM',
  'ConvInteger',
  'MatMulInteger',
  'com.microsoft.MatMulIntegerToFloat',
  'com.microsoft.DynamicQuantizeMatMul',
]
const FLOW = ['If', 'Loop', 'Scan', 'SequenceAt', 'SequenceConstruct', 'SplitToSequence']
const RECURRENT = ['LSTM', 'GRU', 'RNN']

/** Why an operator cannot be imported, and what to do about it. */
export function reasonFor(op: string): { reason: string; next: string } {
  if (DYNAMIC.includes(op))
    return {
      reason: 'dynamic quantisation: scales that depend on the input cannot be committed',
      next: 'use static quantisation or the float model',
    }
  if (FLOW.includes(op))
    return {
      reason: 'control flow: a program has the same steps for every input',
      next: 'export with the branch or the number of steps fixed (onnxsim folds what is constant)',
    }
  if (RECURRENT.includes(op))
    return { reason: 'a recurrent layer is no op of a program', next: 'unroll it over a fixed length before exporting' }
  if (constantRules[op] !== undefined)
    return { reason: 'only supported on constants', next: 'fold it before exporting, or replace it' }
  return { reason: 'no op of a program expresses it', next: 'replace it or leave it out of the exported model' }
}
