import { elementCount, interpretElement, type Model, type Node, operandBytes, readElement } from '@assay/program'
import { random as seededRandom } from '../../digits/train/random.ts'
import { ZooError } from './ZooError.ts'

/**
 * Compares ONNX Runtime's tensors with the interpreter, each element computed from ONNX Runtime's own operands.
 * @param perNode elements of each node, at random; all where it has no more
 * @returns elements compared
 * @throws ZooError at the first that differs
 */
export function compareExecutors(
  model: Model,
  inputs: readonly Uint8Array[],
  tensors: readonly Uint8Array[],
  perNode: number,
): number {
  const random = seededRandom(perNode)
  let compared = 0
  model.program.nodes.forEach((node: Node, at) => {
    const operands = node.operands.map((operand) =>
      operandBytes(operand, { inputs, constants: model.constants, nodes: tensors }),
    )
    const elements = elementCount(node.shape)
    const all = elements <= perNode
    for (let i = 0; i < (all ? elements : perNode); i++) {
      const element = all ? i : Math.floor(random() * elements)
      const [expected, actual] = [
        interpretElement(node, operands, element),
        readElement(tensors[at]!, node.dtype, element),
      ]
      if (expected !== actual) {
        throw new ZooError(
          `Element ${element} of node ${at} (${node.op}) is ${actual} in ONNX Runtime and ${expected} in the interpreter.`,
          'This must not happen: the executors do not agree.',
        )
      }
      compared++
    }
  })
  return compared
}
