import type { Operand } from '@assay/program'
import type { ModelCommitment } from '../commitModel.ts'
import type { ListTree } from '../tree/listTree.ts'
import type { TensorTree } from '../tree/TensorTree.ts'
import type { OpenTrace } from './OpenTrace.ts'

/** The tensor an operand names, and the list its root stands in, at `operand.index`. */
export function operandTrees(
  model: ModelCommitment,
  trace: OpenTrace,
  operand: Operand,
): { readonly tensor: TensorTree; readonly list: ListTree } {
  switch (operand.source) {
    case 'input':
      return { tensor: trace.inputTrees[operand.index]!, list: trace.inputsTree }
    case 'constant':
      return { tensor: model.constantTrees[operand.index]!, list: model.constantsTree }
    case 'node':
      return { tensor: trace.nodeTrees[operand.index]!, list: trace.nodesTree }
  }
}
