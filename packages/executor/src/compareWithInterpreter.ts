import { elementCount, interpretElement, type Model, nodeCost, operandBytes, readElement } from '@assay/program'
import type { Disagreement } from './errors.ts'

export interface Comparison {
  /** Elements compared. */
  readonly samples: number
  readonly disagreement: Omit<Disagreement, 'mode' | 'inputs'> | undefined
}

/** No node is sampled less than this, however long its reductions. */
const LEAST_SAMPLES = 4

/**
 * Recomputes elements of every node from the tensors that node read, the first and the last among them, and all of them
 * where the budget allows.
 * @param units multiply-accumulate steps of the reference interpreter to spend, shared evenly among the nodes
 */
export function compareWithInterpreter(
  { program, constants }: Model,
  inputs: readonly Uint8Array[],
  nodes: readonly Uint8Array[],
  random: () => number,
  units: number,
): Comparison {
  let samples = 0
  for (const [index, node] of program.nodes.entries()) {
    const operands = node.operands.map((operand) => operandBytes(operand, { inputs, constants, nodes }))
    const elements = elementCount(node.shape)
    const affordable = Math.floor(units / program.nodes.length / (nodeCost(program, index).units + 1))
    const wanted = Math.max(LEAST_SAMPLES, affordable)
    for (const element of wanted >= elements ? upTo(elements) : sampleOf(elements, wanted, random)) {
      samples++
      const executed = readElement(nodes[index]!, node.dtype, element)
      const expected = interpretElement(node, operands, element)
      if (executed !== expected) {
        return { samples, disagreement: { node: index, op: node.op, element, executed, expected } }
      }
    }
  }
  return { samples, disagreement: undefined }
}

function* upTo(elements: number): Generator<number> {
  for (let element = 0; element < elements; element++) yield element
}

function* sampleOf(elements: number, wanted: number, random: () => number): Generator<number> {
  yield 0
  yield elements - 1
  for (let taken = 2; taken < wanted; taken++) yield random() % elements
}
